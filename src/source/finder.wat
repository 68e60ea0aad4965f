;; Tells whether one of some texts stands in bytes. Sixteen places are looked at together; src/source/finder.ts lays out the memory:
;;
;;      0  eight tables of 16 bytes, two for each of the first four bytes of a text: by the byte's lower half, and by its upper half.
;;         A bit stands for a group of texts: it is set where a text of that group has such a byte there.
;;    128  512 numbers of 16 bits: where the first text stands whose first four bytes have that hash, or 0
;;   1152  the texts: where the next one of that hash stands or 0 (16 bits), the length (8 bits), the bytes
;;
;; `npm run build` compiles this file with wabt.
(module
  (import "finder" "memory" (memory 1))

  ;; 1 where one of the texts stands in the bytes from $at to $end, else 0. Up to 19 bytes behind $end are read as well, and count for nothing.
  (func (export "isIn") (param $at i32) (param $end i32) (result i32)
    (local $bytes v128) (local $groups v128) (local $half v128) (local $places i32)
    (local $lower0 v128) (local $upper0 v128) (local $lower1 v128) (local $upper1 v128)
    (local $lower2 v128) (local $upper2 v128) (local $lower3 v128) (local $upper3 v128)
    (local.set $half (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $lower0 (v128.load (i32.const 0)))
    (local.set $upper0 (v128.load (i32.const 16)))
    (local.set $lower1 (v128.load (i32.const 32)))
    (local.set $upper1 (v128.load (i32.const 48)))
    (local.set $lower2 (v128.load (i32.const 64)))
    (local.set $upper2 (v128.load (i32.const 80)))
    (local.set $lower3 (v128.load (i32.const 96)))
    (local.set $upper3 (v128.load (i32.const 112)))
    (loop $sixteen
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      ;; The groups that each of sixteen places may begin a text of: four bytes must all fit.
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $groups (v128.and
        (i8x16.swizzle (local.get $lower0) (v128.and (local.get $bytes) (local.get $half)))
        (i8x16.swizzle (local.get $upper0) (i8x16.shr_u (local.get $bytes) (i32.const 4)))))
      (local.set $bytes (v128.load offset=1 (local.get $at)))
      (local.set $groups (v128.and (local.get $groups) (v128.and
        (i8x16.swizzle (local.get $lower1) (v128.and (local.get $bytes) (local.get $half)))
        (i8x16.swizzle (local.get $upper1) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
      (local.set $bytes (v128.load offset=2 (local.get $at)))
      (local.set $groups (v128.and (local.get $groups) (v128.and
        (i8x16.swizzle (local.get $lower2) (v128.and (local.get $bytes) (local.get $half)))
        (i8x16.swizzle (local.get $upper2) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
      (local.set $bytes (v128.load offset=3 (local.get $at)))
      (local.set $groups (v128.and (local.get $groups) (v128.and
        (i8x16.swizzle (local.get $lower3) (v128.and (local.get $bytes) (local.get $half)))
        (i8x16.swizzle (local.get $upper3) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
      (if (v128.any_true (local.get $groups)) (then
        ;; A bit for each place that may begin a text.
        (local.set $places (i32.xor (i32.const 0xffff) (i8x16.bitmask (i8x16.eq (local.get $groups) (v128.const i32x4 0 0 0 0)))))
        (loop $place
          (if (call $begins (i32.add (local.get $at) (i32.ctz (local.get $places))) (local.get $end)) (then (return (i32.const 1))))
          (local.set $places (i32.and (local.get $places) (i32.sub (local.get $places) (i32.const 1))))
          (br_if $place (local.get $places)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $sixteen))
    (unreachable))

  ;; 1 where one of the texts stands at $at and ends by $end, else 0.
  (func $begins (param $at i32) (param $end i32) (result i32)
    (local $text i32) (local $length i32) (local $next i32)
    (local.set $text (i32.load16_u offset=128 (i32.shl (call $hash (i32.load (local.get $at))) (i32.const 1))))
    (loop $texts
      (if (i32.eqz (local.get $text)) (then (return (i32.const 0))))
      (local.set $length (i32.load8_u offset=2 (local.get $text)))
      (if (i32.le_u (i32.add (local.get $at) (local.get $length)) (local.get $end)) (then
        (local.set $next (i32.const 0))
        (block $differs
          (loop $byte
            (br_if $differs (i32.ne
              (i32.load8_u (i32.add (local.get $at) (local.get $next)))
              (i32.load8_u offset=3 (i32.add (local.get $text) (local.get $next)))))
            (local.set $next (i32.add (local.get $next) (i32.const 1)))
            (br_if $byte (i32.lt_u (local.get $next) (local.get $length))))
          (return (i32.const 1)))))
      (local.set $text (i32.load16_u (local.get $text)))
      (br $texts))
    (unreachable))

  ;; The hash of four bytes, below 512; `hashOf` in finder.ts is the same.
  (func $hash (param $bytes i32) (result i32)
    (i32.shr_u (i32.mul (local.get $bytes) (i32.const 0x9e3779b1)) (i32.const 23))))
