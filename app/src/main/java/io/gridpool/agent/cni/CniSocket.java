package io.gridpool.agent.cni;

import io.micronaut.grpc.server.GrpcEmbeddedServer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/** The agent's Unix socket, once it is bound. */
@Singleton
public final class CniSocket {
  private final GrpcEmbeddedServer server;
  private final CniSettings settings;

  CniSocket(GrpcEmbeddedServer server, CniSettings settings) {
    this.server = server;
    this.settings = settings;
  }

  /**
   * Binds the socket and closes it to everybody but its owner; until then its folder, made for it
   * alone, keeps others out.
   *
   * <p>Errors: {@link IOException} when the mode cannot be set.
   */
  public void open() throws IOException {
    if (!server.isRunning()) {
      var _ = server.start();
    }
    Files.setPosixFilePermissions(settings.socket(), PosixFilePermissions.fromString("rw-------"));
  }
}
