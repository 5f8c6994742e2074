package io.gridpool.agent.seat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeatChannelsTest {
  private static final int LIMIT_MS = Math.toIntExact(Duration.ofSeconds(30).toMillis());

  @Test
  void connectsFromTheAgentsOwnAddressAsMembersDo(@TempDir Path folder) throws Exception {
    try (ServerSocket seat = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SeatChannels channels = new SeatChannels(TlsFixture.in(folder), Optional.of("127.0.0.9"))) {
      seat.setSoTimeout(LIMIT_MS);
      var _ = channels.to("127.0.0.1:" + seat.getLocalPort());

      try (Socket accepted = seat.accept()) {
        assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo("127.0.0.9");
      }
    }
  }
}
