package io.gridpool.grid;

import com.hazelcast.client.impl.protocol.codec.CPSubsystemGetCPGroupIdsCodec;
import com.hazelcast.client.impl.protocol.codec.CPSubsystemGetCPObjectInfosCodec;
import com.hazelcast.client.impl.protocol.codec.ClientAddClusterViewListenerCodec;
import com.hazelcast.client.impl.protocol.codec.ClientAddDistributedObjectListenerCodec;
import com.hazelcast.client.impl.protocol.codec.ClientAuthenticationCodec;
import com.hazelcast.client.impl.protocol.codec.ClientGetDistributedObjectsCodec;
import com.hazelcast.client.impl.protocol.codec.ClientLocalBackupListenerCodec;
import com.hazelcast.client.impl.protocol.codec.ClientPingCodec;
import com.hazelcast.client.impl.protocol.codec.ClientRemoveDistributedObjectListenerCodec;
import com.hazelcast.client.impl.protocol.codec.ClientStatisticsCodec;
import com.hazelcast.client.impl.protocol.codec.ClientTriggerPartitionAssignmentCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetCPMembersCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetClusterMetadataCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMapConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetTimedMemberStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCMatchMCConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCPollMCEventsCodec;
import com.hazelcast.client.impl.protocol.codec.MCReadMetricsCodec;
import com.hazelcast.client.impl.protocol.codec.MapContainsKeyCodec;
import com.hazelcast.client.impl.protocol.codec.MapEntrySetCodec;
import com.hazelcast.client.impl.protocol.codec.MapFetchEntriesCodec;
import com.hazelcast.client.impl.protocol.codec.MapFetchKeysCodec;
import com.hazelcast.client.impl.protocol.codec.MapGetAllCodec;
import com.hazelcast.client.impl.protocol.codec.MapGetCodec;
import com.hazelcast.client.impl.protocol.codec.MapGetEntryViewCodec;
import com.hazelcast.client.impl.protocol.codec.MapIsEmptyCodec;
import com.hazelcast.client.impl.protocol.codec.MapKeySetCodec;
import com.hazelcast.client.impl.protocol.codec.MapSizeCodec;
import com.hazelcast.client.impl.protocol.codec.MapValuesCodec;
import java.util.Set;

/** The messages of clients that change nothing: to connect, to see the members, to read. */
final class ReadMessages {
  private static final Set<Integer> TYPES =
      Set.of(
          ClientAuthenticationCodec.REQUEST_MESSAGE_TYPE,
          ClientPingCodec.REQUEST_MESSAGE_TYPE,
          ClientStatisticsCodec.REQUEST_MESSAGE_TYPE,
          ClientAddClusterViewListenerCodec.REQUEST_MESSAGE_TYPE,
          ClientLocalBackupListenerCodec.REQUEST_MESSAGE_TYPE,
          ClientTriggerPartitionAssignmentCodec.REQUEST_MESSAGE_TYPE,
          ClientGetDistributedObjectsCodec.REQUEST_MESSAGE_TYPE,
          ClientAddDistributedObjectListenerCodec.REQUEST_MESSAGE_TYPE,
          ClientRemoveDistributedObjectListenerCodec.REQUEST_MESSAGE_TYPE,
          MCReadMetricsCodec.REQUEST_MESSAGE_TYPE,
          MCGetTimedMemberStateCodec.REQUEST_MESSAGE_TYPE,
          MCGetClusterMetadataCodec.REQUEST_MESSAGE_TYPE,
          MCGetCPMembersCodec.REQUEST_MESSAGE_TYPE,
          MCGetMapConfigCodec.REQUEST_MESSAGE_TYPE,
          MCMatchMCConfigCodec.REQUEST_MESSAGE_TYPE,
          MCPollMCEventsCodec.REQUEST_MESSAGE_TYPE,
          CPSubsystemGetCPGroupIdsCodec.REQUEST_MESSAGE_TYPE,
          CPSubsystemGetCPObjectInfosCodec.REQUEST_MESSAGE_TYPE,
          MapGetCodec.REQUEST_MESSAGE_TYPE,
          MapGetAllCodec.REQUEST_MESSAGE_TYPE,
          MapGetEntryViewCodec.REQUEST_MESSAGE_TYPE,
          MapContainsKeyCodec.REQUEST_MESSAGE_TYPE,
          MapSizeCodec.REQUEST_MESSAGE_TYPE,
          MapIsEmptyCodec.REQUEST_MESSAGE_TYPE,
          MapKeySetCodec.REQUEST_MESSAGE_TYPE,
          MapValuesCodec.REQUEST_MESSAGE_TYPE,
          MapEntrySetCodec.REQUEST_MESSAGE_TYPE,
          MapFetchKeysCodec.REQUEST_MESSAGE_TYPE,
          MapFetchEntriesCodec.REQUEST_MESSAGE_TYPE);

  private ReadMessages() {}

  static boolean contains(int messageType) {
    return TYPES.contains(messageType);
  }
}
