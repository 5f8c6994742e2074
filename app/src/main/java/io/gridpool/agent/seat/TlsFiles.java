package io.gridpool.agent.seat;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * The PEM files of an agent: its certificate, its key (PKCS#8, PKCS#1 or SEC1) and the authority
 * that both sides trust. Every certificate carries the DNS name {@link #NAME}, because agents are
 * reached by address.
 *
 * <p>Renewed files are read while the agent runs, see {@link TlsIdentity}. To change the authority,
 * let its file hold both for a while.
 *
 * <p>Errors: {@link IllegalArgumentException} that names the file that cannot be used.
 */
public record TlsFiles(Path certificate, Path key, Path authority) {
  /** The name that every seat's certificate carries and every client expects. */
  public static final String NAME = "gridpool-seat";

  private static final String PROTOCOL = "TLSv1.3";

  public TlsFiles {
    for (Path file : List.of(certificate, key, authority)) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException("TLS file \"" + file + "\" cannot be read");
      }
    }
  }

  /** For the server: refuses a client without a certificate of the authority. */
  SslContext forServer() {
    try {
      TlsIdentity identity = TlsIdentity.of(this);
      return GrpcSslContexts.configure(SslContextBuilder.forServer(identity.shown()))
          .trustManager(identity.trusted())
          .clientAuth(ClientAuth.REQUIRE)
          .protocols(PROTOCOL)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /** For a client: shows the certificate and expects {@link #NAME}. */
  SslContext forClient() {
    try {
      TlsIdentity identity = TlsIdentity.of(this);
      return GrpcSslContexts.forClient()
          .keyManager(identity.shown())
          .trustManager(identity.trusted())
          .protocols(PROTOCOL)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  IllegalArgumentException unusable(Exception cause) {
    return new IllegalArgumentException(
        "TLS files \"" + certificate + "\", \"" + key + "\", \"" + authority + "\": " + cause,
        cause);
  }
}
