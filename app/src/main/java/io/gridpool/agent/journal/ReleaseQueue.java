package io.gridpool.agent.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gridpool.agent.disk.Folders;
import io.gridpool.agent.ipam.Attachment;
import io.gridpool.agent.ipam.PendingReleases;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases that wait, one JSON file each ({@code gridpool.ipam.v1.Attachment}), in the folder that
 * the CNI binary writes into while the agent is down.
 */
public final class ReleaseQueue implements PendingReleases {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseQueue.class);
  private static final String SUFFIX = ".json";

  /** The most releases that wait; the CNI binary keeps the same limit. */
  public static final int WAITING_MAX = 256;

  private final Path folder;

  private ReleaseQueue(Path folder) {
    this.folder = folder;
  }

  /** Opens the queue, creating its folder; errors are the disk's. */
  public static ReleaseQueue open(Path folder) throws IOException {
    Folders.make(folder);
    return new ReleaseQueue(folder);
  }

  @Override
  public void keep(Attachment attachment) {
    try {
      if (names().size() >= WAITING_MAX) {
        throw new TryLaterException(WAITING_MAX + " releases wait in " + folder + " already");
      }
      String name = attachment.containerId() + "-" + attachment.nic() + SUFFIX;
      Path aside = folder.resolve("." + name);
      write(
          aside,
          JsonFormat.printer()
              .preservingProtoFieldNames()
              .print(AttachmentMessages.toMessage(attachment)));
      FaultPoint.QUEUE_MOVE.before();
      Files.move(
          aside,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      FaultPoint.QUEUE_MOVE.after();
      FaultPoint.QUEUE_SYNC.before();
      Folders.sync(folder);
      FaultPoint.QUEUE_SYNC.after();
    } catch (IOException e) {
      throw new TryLaterException(
          "the release of " + attachment.pod() + " cannot be queued in " + folder + ": " + e, e);
    }
  }

  /** How many releases wait. */
  public int size() {
    return names().size();
  }

  @Override
  public List<Pending> waiting() {
    List<Pending> waiting = new ArrayList<>();
    for (String name : names()) {
      try {
        waiting.add(new Pending(name, read(folder.resolve(name))));
      } catch (IOException e) {
        LOG.error(
            "queued release {} cannot be read and is left alone: {}",
            folder.resolve(name),
            e.toString());
      }
    }
    return waiting;
  }

  @Override
  public void done(Pending pending) {
    try {
      FaultPoint.QUEUE_DONE.before();
      Files.deleteIfExists(folder.resolve(pending.name()));
      FaultPoint.QUEUE_DONE.after();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Oldest first. */
  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file ->
              file.getFileName().toString().endsWith(SUFFIX)
                  && !file.getFileName().toString().startsWith("."))
          .sorted(java.util.Comparator.comparingLong(file -> file.toFile().lastModified()))
          .map(file -> file.getFileName().toString())
          .toList();
    } catch (IOException e) {
      throw new TryLaterException("the queue of releases " + folder + " cannot be listed: " + e, e);
    }
  }

  private static Attachment read(Path file) throws IOException {
    io.gridpool.agent.proto.ipam.Attachment.Builder message =
        io.gridpool.agent.proto.ipam.Attachment.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(Files.readString(file), message);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("no JSON of an attachment", e);
    }
    return AttachmentMessages.fromMessage(message.build());
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      FaultPoint.QUEUE_WRITE.before();
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
      FaultPoint.QUEUE_WRITE.after();
    }
  }

  /** Attachments as messages and back. */
  private static final class AttachmentMessages {
    static io.gridpool.agent.proto.ipam.Attachment toMessage(Attachment attachment) {
      return io.gridpool.agent.proto.ipam.Attachment.newBuilder()
          .setContainerId(attachment.containerId())
          .setIfName(attachment.nic())
          .setNetwork(attachment.network())
          .setPodNamespace(attachment.pod().namespace())
          .setPodName(attachment.pod().name())
          .setPodUid(attachment.podUid())
          .build();
    }

    static Attachment fromMessage(io.gridpool.agent.proto.ipam.Attachment message) {
      return new Attachment(
          new EndpointKey(message.getPodNamespace(), message.getPodName()),
          message.getPodUid(),
          message.getContainerId(),
          message.getIfName(),
          message.getNetwork());
    }
  }
}
