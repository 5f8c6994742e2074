package io.gridpool.grid;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proof, both ways and before any Hazelcast byte, that the peer knows the key of the seats: each
 * side sends a nonce and answers with an HMAC over its role and both nonces.
 *
 * <p>The role keeps a peer from sending our own proof back. It authenticates the connection; it
 * neither encrypts nor protects what follows.
 *
 * <p>Errors: an {@link IOException} closes the connection; a silent peer is dropped after {@link
 * #LIMIT_MS}, because each unfinished handshake holds a thread.
 */
final class MemberHandshake implements MemberSocketInterceptor {
  /** How long a handshake may take, in milliseconds. */
  static final int LIMIT_MS = 3_000;

  private static final int NONCE_BYTES = 32;
  private static final int PROOF_BYTES = 32;
  private static final String MAC = "HmacSHA256";
  private static final String CALLER = "gridpool seat 1 caller";
  private static final String CALLED = "gridpool seat 1 called";

  private final HandshakeKeys keys;
  private final SecureRandom random = new SecureRandom();

  MemberHandshake(HandshakeKeys keys) {
    this.keys = keys;
  }

  @Override
  public void init(Properties properties) {}

  @Override
  public void onConnect(Socket socket) throws IOException {
    shake(socket, CALLER, CALLED);
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    shake(socket, CALLED, CALLER);
  }

  private void shake(Socket socket, String role, String peerRole) throws IOException {
    Deadline deadline = Deadline.in(Duration.ofMillis(LIMIT_MS));
    int timeoutBefore = socket.getSoTimeout();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    send(socket, nonce);
    byte[] peerNonce = read(socket, NONCE_BYTES, deadline);
    send(socket, proof(keys.proving(), role, nonce, peerNonce));
    byte[] peerProof = read(socket, PROOF_BYTES, deadline);
    if (!accepted(peerProof, peerRole, peerNonce, nonce)) {
      throw new IOException(
          socket.getRemoteSocketAddress() + " does not know the key of the seats");
    }
    socket.setSoTimeout(timeoutBefore);
  }

  private boolean accepted(byte[] peerProof, String peerRole, byte[] peerNonce, byte[] nonce) {
    return keys.accepted()
        .anyMatch(key -> MessageDigest.isEqual(peerProof, proof(key, peerRole, peerNonce, nonce)));
  }

  private static byte[] proof(byte[] key, String role, byte[] own, byte[] other) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      mac.update(role.getBytes(StandardCharsets.UTF_8));
      mac.update(own);
      return mac.doFinal(other);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot compute " + MAC, e);
    }
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads exactly {@code count} bytes; the limit is for all of them, not for each. */
  private static byte[] read(Socket socket, int count, Deadline deadline) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(count);
    byte[] part = new byte[count];
    while (bytes.size() < count) {
      if (deadline.over()) {
        throw new SocketTimeoutException("no handshake within " + LIMIT_MS + " ms");
      }
      socket.setSoTimeout((int) Math.max(1, deadline.leftMs()));
      int got = in.read(part, 0, count - bytes.size());
      if (got < 0) {
        throw new IOException("the peer closed during the handshake");
      }
      bytes.write(part, 0, got);
    }
    return bytes.toByteArray();
  }
}
