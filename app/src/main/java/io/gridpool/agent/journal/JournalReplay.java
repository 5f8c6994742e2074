package io.gridpool.agent.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpool.agent.proto.journal.JournalRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a journal file says, and what was wrong with it.
 *
 * @param records every record that could be read, in order
 * @param goodBytes length up to the end of the last good record: what lies behind is a torn tail
 * @param lostBytes bytes in the middle that no record could be read from
 */
record JournalReplay(List<JournalRecord> records, int goodBytes, int lostBytes) {
  static JournalReplay of(byte[] file) {
    List<JournalRecord> records = new ArrayList<>();
    int offset = 0;
    int goodBytes = 0;
    int lostBytes = 0;
    while (offset < file.length) {
      int length = JournalFrame.lengthAt(file, offset);
      if (length == 0) {
        offset++;
        continue;
      }
      lostBytes += offset - goodBytes;
      records.add(
          parse(Arrays.copyOfRange(file, offset + JournalFrame.HEADER_BYTES, offset + length)));
      offset += length;
      goodBytes = offset;
    }
    return new JournalReplay(records, goodBytes, lostBytes);
  }

  private static JournalRecord parse(byte[] payload) {
    try {
      return JournalRecord.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a journal record passed its checksum but cannot be read", e);
    }
  }
}
