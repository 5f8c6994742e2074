package io.gridpool.agent.seat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PemFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "genrsa -traditional -out original.key 2048, rsa -traditional",
    "genrsa -out original.key 2048, pkey",
    "ecparam -name prime256v1 -genkey -noout -out original.key, ec",
    "ecparam -name prime256v1 -genkey -out original.key, pkey",
  })
  void readsKeysInTheFormsThatHelmCertManagerAndOpensslWrite(String make, String convert)
      throws Exception {
    TlsFixture.openssl(folder, make);
    TlsFixture.openssl(folder, convert + " -in original.key -out form.key");
    TlsFixture.openssl(folder, "pkcs8 -topk8 -nocrypt -in original.key -out plain.key");

    assertThat(secret("form.key")).isEqualTo(secret("plain.key")).isEqualTo(secret("original.key"));
  }

  /** The number that makes the key; its encoding may carry the public key besides. */
  private BigInteger secret(String file) throws Exception {
    return switch (PemFiles.key(folder.resolve(file))) {
      case RSAPrivateKey key -> key.getPrivateExponent();
      case ECPrivateKey key -> key.getS();
      default -> throw new AssertionError(file);
    };
  }

  @Test
  void refusesAKeyBehindAPasswordByTheNameOfItsFile() throws Exception {
    TlsFixture.openssl(folder, "genrsa -aes128 -passout pass:secret -out locked.key 2048");

    assertThatThrownBy(() -> PemFiles.key(folder.resolve("locked.key")))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("locked.key")
        .hasMessageContaining("password");
  }
}
