package io.gridpool.loadtest.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The keys of a throwaway grid: an authority, one certificate per agent, the members' shared key.
 */
public record Pki(Path folder) {
  private static final int MEMBER_KEY_BYTES = 32;
  private static final String DAYS = "30";

  /** Makes the authority and the members' key. */
  public static Pki create(Path folder) {
    try {
      Files.createDirectories(folder);
      byte[] key = new byte[MEMBER_KEY_BYTES];
      new SecureRandom().nextBytes(key);
      Files.writeString(folder.resolve("member.key"), HexFormat.of().formatHex(key));
      Pki pki = new Pki(folder);
      openssl(
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-days",
          DAYS,
          "-subj",
          "/CN=gridpool-demo-authority",
          "-keyout",
          pki.file("ca.key"),
          "-out",
          pki.file("ca.crt"));
      return pki;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the certificate of one agent, good for its address. */
  public void issue(String node, String address) {
    try {
      Path extensions = folder.resolve(node + ".ext");
      Files.write(
          extensions,
          List.of(
              "subjectAltName=DNS:gridpool-seat,DNS:" + node + ",IP:" + address,
              "extendedKeyUsage=serverAuth,clientAuth"));
      openssl(
          "req",
          "-new",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-subj",
          "/CN=" + node,
          "-keyout",
          file(node + ".key"),
          "-out",
          file(node + ".csr"));
      openssl(
          "x509",
          "-req",
          "-in",
          file(node + ".csr"),
          "-CA",
          file("ca.crt"),
          "-CAkey",
          file("ca.key"),
          "-CAcreateserial",
          "-days",
          DAYS,
          "-extfile",
          extensions.toString(),
          "-out",
          file(node + ".crt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of this grid's keys by name. */
  public String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void openssl(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "openssl";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    Command.of(line).run().orThrow();
  }
}
