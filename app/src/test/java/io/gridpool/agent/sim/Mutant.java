package io.gridpool.agent.sim;

/** A rule of the product that is broken on purpose, to see that the simulation notices. */
enum Mutant {
  /** The rules as they are. */
  NONE,
  /** A next term begins when one seat of three has testified. */
  ONE_TESTIMONY_SUFFICES,
  /** A DEL ends whichever sandbox holds the endpoint. */
  DEL_WITHOUT_FENCE,
  /** A seat is promoted while the record says that what it held is gone. */
  PROMOTED_WITHOUT_A_WORD,
  /** Addresses that a silent node may have been given are given to others. */
  NOTHING_HELD_BACK
}
