package io.gridpool.agent.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a cache that a power cut empties. Of the bytes that were not forced any number may
 * have reached the platter, the last of them torn; a new name, or a renamed one, may have or not,
 * unless the folder was forced.
 */
public final class PowerCutDisk implements JournalDisk {
  private final Random random;
  private final Map<Path, Inode> names = new TreeMap<>();
  private Map<Path, Inode> forcedNames = new TreeMap<>();
  private int failures;
  private int folderFailures;

  /** A disk whose luck comes from {@code random}. */
  public PowerCutDisk(Random random) {
    this.random = random;
  }

  private static final class Inode {
    private byte[] bytes = new byte[0];
    private byte[] forced = new byte[0];
  }

  /** The next calls that write bytes or force them fail, so many of them. */
  public void failWrites(int count) {
    failures = count;
  }

  /** The next calls that force the folder fail, so many of them. */
  public void failFolders(int count) {
    folderFailures = count;
  }

  /** The power goes and comes back. */
  public void cutPower() {
    Map<Path, Inode> survived = new TreeMap<>(forcedNames);
    names.forEach((path, inode) -> {
      if (forcedNames.get(path) != inode && random.nextBoolean()) {
        survived.put(path, inode);
      }
    });
    for (Inode inode : survived.values()) {
      inode.bytes = afterTheCut(inode);
      inode.forced = inode.bytes;
    }
    names.clear();
    names.putAll(survived);
    forcedNames = new TreeMap<>(survived);
  }

  /** Damages one byte of a file where it is at least so long. */
  public void damage(Path file, int at) {
    Inode inode = names.get(file);
    if (inode != null && at < inode.bytes.length) {
      inode.bytes[at] ^= 0x5a;
      inode.forced = inode.bytes.clone();
    }
  }

  private byte[] afterTheCut(Inode inode) {
    int common = Math.min(inode.forced.length, inode.bytes.length);
    boolean appended = Arrays.equals(inode.forced, 0, common, inode.bytes, 0, common);
    if (!appended || inode.bytes.length <= inode.forced.length) {
      return random.nextBoolean() ? inode.forced.clone() : inode.bytes.clone();
    }
    int kept = common + random.nextInt(inode.bytes.length - common + 1);
    byte[] left = Arrays.copyOf(inode.bytes, kept);
    if (kept > common && random.nextInt(3) == 0) {
      // The length reached the disk, a block of the content did not.
      Arrays.fill(left, common + random.nextInt(kept - common), kept, (byte) 0);
    }
    return left;
  }

  @Override
  public byte[] read(Path file) {
    Inode inode = names.get(file);
    return inode == null ? new byte[0] : inode.bytes.clone();
  }

  @Override
  public OpenFile open(Path file) {
    return new CachedFile(names.computeIfAbsent(file, _ -> new Inode()));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Inode moved = names.remove(from);
    if (moved == null) {
      throw new IOException("no such file: " + from);
    }
    names.put(to, moved);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    if (folderFailures > 0) {
      folderFailures--;
      throw new IOException("the folder cannot be forced");
    }
    forcedNames = new TreeMap<>(names);
  }

  private void mayFail() throws IOException {
    if (failures > 0) {
      failures--;
      throw new IOException("No space left on device");
    }
  }

  private final class CachedFile implements OpenFile {
    private final Inode inode;

    CachedFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public void cut(long bytes) {
      inode.bytes = Arrays.copyOf(inode.bytes, (int) Math.min(bytes, inode.bytes.length));
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      boolean fails = failures > 0;
      int count = fails ? random.nextInt(bytes.remaining() + 1) : bytes.remaining();
      ByteArrayOutputStream longer = new ByteArrayOutputStream();
      longer.writeBytes(inode.bytes);
      byte[] part = new byte[count];
      bytes.get(part);
      longer.writeBytes(part);
      inode.bytes = longer.toByteArray();
      mayFail();
    }

    @Override
    public void force() throws IOException {
      mayFail();
      inode.forced = inode.bytes.clone();
    }

    @Override
    public long size() {
      return inode.bytes.length;
    }

    @Override
    public void close() {
      // Closing forces nothing.
    }
  }
}
