package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeTest {
  private static final long SLOW_MACHINE_MS = 5_000;

  private static final byte[] OLD = key("the old key of the seats");
  private static final byte[] NEW = key("the new key of the seats");
  private static final byte[] OTHER = key("the key of somebody else");

  @Test
  void seatsWithTheSameKeyMeet() {
    assertThatCode(() -> meet(HandshakeKeys.of(OLD), HandshakeKeys.of(OLD)))
        .doesNotThrowAnyException();
  }

  @Test
  void seatsMeetInEachStepOfARotation() {
    assertThatCode(() -> meet(HandshakeKeys.of(OLD), HandshakeKeys.of(OLD, NEW)))
        .doesNotThrowAnyException();
    assertThatCode(() -> meet(HandshakeKeys.of(OLD, NEW), HandshakeKeys.of(NEW, OLD)))
        .doesNotThrowAnyException();
    assertThatCode(() -> meet(HandshakeKeys.of(NEW, OLD), HandshakeKeys.of(NEW)))
        .doesNotThrowAnyException();
  }

  @Test
  void aCallerWithAnotherKeyIsRefused() {
    assertThatThrownBy(() -> meet(HandshakeKeys.of(OTHER), HandshakeKeys.of(OLD)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aPeerThatSendsOurProofBackIsRefused() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket mirror = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket called = listening.accept();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> accepted = threads.submit(() -> accept(called, HandshakeKeys.of(OLD)));
      var _ = threads.submit(() -> mirror.getInputStream().transferTo(mirror.getOutputStream()));

      assertThatThrownBy(accepted::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("does not know the key");
    }
  }

  @Test
  void aSilentPeerIsDroppedAfterTheLimit() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket silent = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket called = listening.accept()) {
      long beganNs = System.nanoTime();

      assertThatThrownBy(() -> new MemberHandshake(HandshakeKeys.of(OLD)).onAccept(called))
          .isInstanceOf(IOException.class);
      assertThat(System.nanoTime() - beganNs)
          .isLessThan((MemberHandshake.LIMIT_MS + SLOW_MACHINE_MS) * 1_000_000L);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> HandshakeKeys.of(key("short")))
        .hasMessage("a seat key has 5 bytes, at least 16 are needed");
  }

  @Test
  void keysInAFileAreChangedWhileTheSeatsRun(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("member.key");
    Files.write(file, OLD);
    HandshakeKeys running = HandshakeKeys.inFile(file);
    meet(HandshakeKeys.of(OLD), running);
    assertThatThrownBy(() -> meet(HandshakeKeys.of(NEW), running)).isInstanceOf(IOException.class);
    Files.writeString(file, text(OLD) + "\n" + text(NEW) + "\n");
    meet(HandshakeKeys.of(NEW, OLD), running);
    meet(running, HandshakeKeys.of(OLD));
    Files.write(file, NEW);
    meet(running, HandshakeKeys.of(NEW));
    assertThatThrownBy(() -> meet(HandshakeKeys.of(OLD), running)).isInstanceOf(IOException.class);
    Files.writeString(file, "short");
    meet(HandshakeKeys.of(NEW), running);
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  private static void meet(HandshakeKeys caller, HandshakeKeys called) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket calling = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket answering = listening.accept();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> accepted = threads.submit(() -> accept(answering, called));
      new MemberHandshake(caller).onConnect(calling);
      accepted.get();
    }
  }

  /** As Hazelcast does: a connection whose handshake fails is closed. */
  private static boolean accept(Socket socket, HandshakeKeys keys) throws IOException {
    try {
      new MemberHandshake(keys).onAccept(socket);
      return true;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
