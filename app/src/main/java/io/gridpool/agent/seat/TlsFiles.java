package io.gridpool.agent.seat;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * The PEM files of an agent: its certificate, its key (PKCS#8) and the authority that both sides
 * trust. Every certificate carries the DNS name {@link #NAME}, because agents are reached by
 * address.
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
      return GrpcSslContexts.forServer(certificate.toFile(), key.toFile())
          .trustManager(authority.toFile())
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
      return GrpcSslContexts.forClient()
          .keyManager(certificate.toFile(), key.toFile())
          .trustManager(authority.toFile())
          .protocols(PROTOCOL)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private IllegalArgumentException unusable(Exception cause) {
    return new IllegalArgumentException(
        "TLS files \"" + certificate + "\", \"" + key + "\", \"" + authority + "\": " + cause,
        cause);
  }
}
