package io.gridpool.agent.seat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A throwaway authority and one certificate for all agents, made with the openssl command. */
final class TlsFixture {
  private TlsFixture() {}

  static TlsFiles in(Path folder) throws Exception {
    String key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 ";
    openssl(folder, "req -x509 " + key + "-keyout ca.key -out ca.pem -subj /CN=gridpool-test");
    openssl(
        folder,
        "req "
            + key
            + "-keyout seat.key -out seat.csr -subj /CN="
            + TlsFiles.NAME
            + " -addext subjectAltName=DNS:"
            + TlsFiles.NAME);
    openssl(
        folder,
        "x509 -req -in seat.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
            + " -copy_extensions copy -out seat.pem");
    return new TlsFiles(
        folder.resolve("seat.pem"), folder.resolve("seat.key"), folder.resolve("ca.pem"));
  }

  static void openssl(Path folder, String arguments) throws Exception {
    Process process =
        new ProcessBuilder(("openssl " + arguments).split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("openssl " + arguments + ": " + output);
    }
  }
}
