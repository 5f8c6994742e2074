package io.gridpool.ledger.endpoint;

import java.util.Arrays;

/**
 * A growing array of pages in chunks. A page is never written: it is replaced. A chunk is written
 * only by the book that owns it, and copied first when a frozen state shares it.
 */
final class Pages {
  static final byte[] EMPTY = new byte[0];
  private static final int CHUNK = 1_024;

  private Chunk[] chunks;
  private Token token = new Token();
  private int size;

  /** Who may write to a chunk; a new one with every freeze. */
  private static final class Token {}

  private static final class Chunk {
    final Token owner;
    final byte[][] pages;

    Chunk(Token owner, byte[][] pages) {
      this.owner = owner;
      this.pages = pages;
    }

    Chunk copyFor(Token newOwner) {
      return new Chunk(newOwner, pages.clone());
    }
  }

  Pages(int emptyPages) {
    this(new Chunk[0], 0);
    for (int i = 0; i < emptyPages; i++) {
      add(EMPTY);
    }
  }

  private Pages(Chunk[] chunks, int size) {
    this.chunks = chunks;
    this.size = size;
  }

  int size() {
    return size;
  }

  byte[] get(int page) {
    return chunks[page / CHUNK].pages[page % CHUNK];
  }

  void set(int page, byte[] bytes) {
    Chunk chunk = chunks[page / CHUNK];
    if (chunk.owner != token) {
      chunk = chunk.copyFor(token);
      chunks[page / CHUNK] = chunk;
    }
    chunk.pages[page % CHUNK] = bytes;
  }

  void add(byte[] bytes) {
    if (size % CHUNK == 0) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = new Chunk(token, new byte[CHUNK][]);
    }
    size++;
    set(size - 1, bytes);
  }

  /** The same pages for somebody else; from now on both copy a chunk before they write to it. */
  Pages share() {
    token = new Token();
    return new Pages(chunks.clone(), size);
  }
}
