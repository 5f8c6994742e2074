package io.gridpool.agent.kube.list;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.gridpool.agent.proto.kube.Envelope;
import io.gridpool.agent.proto.kube.ListMeta;
import io.gridpool.agent.proto.kube.ObjectList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A list in protobuf, of which one object at a time is in memory.
 *
 * <p>It costs the API server half and this agent a tenth of what JSON does: fields that nobody
 * wants, {@code managedFields} above all, are passed over unread. A server that knows no protobuf
 * answers JSON.
 *
 * @param <M> the message that one object is read as
 * @param <T> what is made of it
 */
public final class ProtobufList<M extends Message, T> implements ListFormat<T> {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  /** The largest list, in bytes: more pods than any cluster has. */
  private static final int BYTES_MAX = 1 << 30;

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int LENGTH_DELIMITED = 2;
  private static final int RAW = Envelope.RAW_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int METADATA = ObjectList.METADATA_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int ITEM = ObjectList.ITEMS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;

  private final String form;
  private final Parser<M> parser;
  private final Function<M, T> reader;
  private final ListFormat<T> json;

  /**
   * Lists of such messages.
   *
   * @param form parameters of the media type, each with a semicolon before it; empty for the
   *     objects as they are
   * @param json for a server that knows no protobuf
   */
  public ProtobufList(String form, Parser<M> parser, Function<M, T> reader, ListFormat<T> json) {
    this.form = form;
    this.parser = DiscardUnknownFieldsParser.wrap(parser);
    this.reader = reader;
    this.json = json;
  }

  @Override
  public String accept() {
    String inJson = json.accept();
    return PROTOBUF + form + "," + (form.isEmpty() ? inJson : inJson + form + "," + inJson);
  }

  @Override
  public ListEnd read(InputStream body, Consumer<T> sink) throws IOException {
    byte[] start = body.readNBytes(MAGIC.length);
    if (!Arrays.equals(start, MAGIC)) {
      return json.read(new SequenceInputStream(new ByteArrayInputStream(start), body), sink);
    }
    CodedInputStream input = CodedInputStream.newInstance(body);
    var _ = input.setSizeLimit(BYTES_MAX);
    ListEnd end = null;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (tag == RAW) {
        int outside = input.pushLimit(input.readRawVarint32());
        end = readItems(input, sink);
        input.popLimit(outside);
      } else {
        var _ = input.skipField(tag);
      }
    }
    if (end == null) {
      throw new IOException("a list ends before it begins");
    }
    return end;
  }

  private ListEnd readItems(CodedInputStream input, Consumer<T> sink) throws IOException {
    ListMeta metadata = ListMeta.getDefaultInstance();
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (tag) {
        case METADATA ->
            metadata =
                input.readMessage(ListMeta.parser(), ExtensionRegistryLite.getEmptyRegistry());
        case ITEM ->
            sink.accept(
                reader.apply(input.readMessage(parser, ExtensionRegistryLite.getEmptyRegistry())));
        default -> {
          var _ = input.skipField(tag);
        }
      }
    }
    if (input.getBytesUntilLimit() > 0) {
      throw new IOException("a list ends %d bytes too early".formatted(input.getBytesUntilLimit()));
    }
    return ListEnd.of(
        metadata.getResourceVersion(), metadata.getContinue(), metadata.getRemainingItemCount());
  }
}
