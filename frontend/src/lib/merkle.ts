/**
 * Merkle tree hashes and proofs, verification only.
 *
 * RFC 9162 sections 2.1.3.2 and 2.1.4.2 (the trees of RFC 6962).  Sizes and indices are safe
 * integers, so the halving is arithmetic: bit operators would cut them to 32 bits.
 */

import { type Bytes, concat, equal } from "./bytes.ts";
import { hash } from "./canon.ts";
import { VerificationError } from "./errors.ts";

/** Return the hash of a leaf, 32 bytes. */
export function leafHash(data: Uint8Array): Bytes {
  return hash(concat(Uint8Array.of(0), data));
}

/** Return the hash of an inner node, 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return hash(concat(Uint8Array.of(1), left, right));
}

/** Where a walk from a node up to the root of a tree stands. */
class Walk {
  #node: number;
  #last: number;

  constructor(node: number, last: number) {
    this.#node = node;
    this.#last = last;
  }

  get atRoot(): boolean {
    return this.#last === 0;
  }

  /** Rise while the node is a right child. */
  skipRight(): void {
    while (this.#node % 2 === 1) this.#rise();
  }

  /** Rise by one step of a proof; say whether the sibling in the proof stands on the left. */
  step(): boolean {
    const left = this.#node % 2 === 1 || this.#node === this.#last;
    while (left && this.#node % 2 === 0 && this.#node !== 0) this.#rise();
    this.#rise();
    return left;
  }

  #rise(): void {
    this.#node = Math.floor(this.#node / 2);
    this.#last = Math.floor(this.#last / 2);
  }
}

/** Check that *leaf* (its hash) stands at *index* in the tree of *size* leaves under *root*. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  checkSizes(index, size - 1, [leaf, root, ...proof]);
  const walk = new Walk(index, size - 1);
  let found = leaf;
  for (const sibling of proof) {
    if (walk.atRoot) throw new VerificationError("inclusion proof is too long");
    found = walk.step() ? nodeHash(sibling, found) : nodeHash(found, sibling);
  }
  if (!walk.atRoot || !equal(found, root)) {
    throw new VerificationError("inclusion proof does not lead to the root");
  }
}

/** Check that the tree of *newSize* leaves is the tree of *oldSize* leaves with more added. */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): void {
  checkSizes(oldSize - 1, newSize - 1, [oldRoot, newRoot, ...proof]);
  if (oldSize === newSize) {
    verifySame(proof, oldRoot, newRoot);
    return;
  }
  const walk = new Walk(oldSize - 1, newSize - 1);
  walk.skipRight();
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const first = path[0];
  if (proof.length === 0 || first === undefined) {
    throw new VerificationError("consistency proof is empty");
  }
  climb(walk, first, path.slice(1), oldRoot, newRoot);
}

function climb(
  walk: Walk,
  first: Uint8Array,
  path: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): void {
  let [was, is] = [first, first];
  for (const sibling of path) {
    if (walk.atRoot) throw new VerificationError("consistency proof is too long");
    if (walk.step()) {
      was = nodeHash(sibling, was);
      is = nodeHash(sibling, is);
    } else {
      is = nodeHash(is, sibling);
    }
  }
  if (!walk.atRoot || !equal(was, oldRoot) || !equal(is, newRoot)) {
    throw new VerificationError("consistency proof does not join the two roots");
  }
}

function verifySame(proof: readonly Uint8Array[], oldRoot: Uint8Array, newRoot: Uint8Array): void {
  if (proof.length > 0) throw new VerificationError("one size needs no consistency proof");
  if (!equal(oldRoot, newRoot)) throw new VerificationError("one size has two roots");
}

function checkSizes(low: number, high: number, hashes: readonly Uint8Array[]): void {
  if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && low >= 0 && low <= high)) {
    throw new VerificationError("no such place in the tree");
  }
  if (hashes.some((item) => item.length !== 32)) {
    throw new VerificationError("a hash is not 32 bytes");
  }
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && 2 ** Math.round(Math.log2(value)) === value;
}
