/** Past this many characters nobody writes a name; V8 takes no expression of a hundred thousand. */
const LONGEST = 200;

/** A text as it stands in a regular expression that looks for it; of a very long one, its beginning. */
export function literal(text: string): string {
  return text.slice(0, LONGEST).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
