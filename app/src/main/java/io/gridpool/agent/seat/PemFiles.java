package io.gridpool.agent.seat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Keys and certificates from PEM files, in the forms that the usual makers write. */
final class PemFiles {
  private PemFiles() {}

  /**
   * The first private key of a file: PKCS#8, PKCS#1 (Helm, cert-manager unless told otherwise) or
   * SEC1, not encrypted.
   */
  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    var converter = new JcaPEMKeyConverter();
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser parser = new PEMParser(text)) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
        if (part instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    }
    throw new KeyException(file + " holds no private key that can be read without a password");
  }

  /** All certificates of a file in their order: the own one first, then those that lead to it. */
  static X509Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
          .map(X509Certificate.class::cast)
          .toArray(X509Certificate[]::new);
    }
  }
}
