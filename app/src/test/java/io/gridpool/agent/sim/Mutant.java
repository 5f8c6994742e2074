package io.gridpool.agent.sim;

/** A rule of the product that is broken on purpose, to see that the simulation notices. */
enum Mutant {
  /** The rules as they are. */
  NONE,
  /** A next term begins when one seat of three has testified. */
  ONE_TESTIMONY_SUFFICES,
  /** A DEL frees the endpoint, whichever sandbox holds it and whether its pod lives. */
  DEL_WITHOUT_FENCE,
  /** Addresses that a silent node may have been given are given to others. */
  NOTHING_HELD_BACK,
  /** A called agent becomes a voter first, and writes so afterwards. */
  PROMOTED_BEFORE_IT_IS_WRITTEN,
  /** A seat that is to be removed is struck out of the record while it is in the group. */
  STRUCK_OUT_UNREMOVED
}
