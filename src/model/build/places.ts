import type { Place } from '../../source/place.ts';

/** Of a place's length the part that names it: so the names of most are small numbers, which are found soonest. */
const LENGTHS = 2 ** 12;
const NONE: readonly Place[] = [];

/** One object for each place, and for each list of one place: what rules read holds the same ones many times over. */
export class Places {
  readonly #files = new Map<string, Map<number, Place>>();
  readonly #lists = new Map<Place, readonly Place[]>();

  /** The object that stands for all places equal to this one. */
  at(place: Place): Place {
    const { file, start, end } = place;
    let own = this.#files.get(file);
    if (own === undefined) this.#files.set(file, own = new Map<number, Place>());
    const key = start * LENGTHS + (end - start) % LENGTHS;
    const known = own.get(key);
    // Two that are far longer may have one name.
    if (known !== undefined) return known.start === start && known.end === end ? known : place;
    own.set(key, place);
    return place;
  }

  /** The same for a list, where it is of one place or none. */
  list(places: readonly Place[]): readonly Place[] {
    const [first] = places;
    if (first === undefined) return NONE;
    if (places.length > 1) return places;
    const place = this.at(first);
    const known = this.#lists.get(place);
    if (known !== undefined) return known;
    this.#lists.set(place, places);
    return places;
  }
}
