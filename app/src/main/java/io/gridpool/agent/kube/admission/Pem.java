package io.gridpool.agent.kube.admission;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Certificates and keys as PEM text, several in a row.
 *
 * <p>Errors: {@link IllegalArgumentException} for text that is none.
 */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  static String certificates(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
      return text.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate has no text: " + e.getMessage(), e);
    }
  }

  static String keys(List<PrivateKey> keys) {
    StringBuilder text = new StringBuilder();
    keys.forEach(key -> text.append(block("PRIVATE KEY", key.getEncoded())));
    return text.toString();
  }

  private static String block(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + LINES.encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }

  static List<X509Certificate> readCertificates(String text) {
    try {
      List<X509Certificate> read = new ArrayList<>();
      var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
        read.add((X509Certificate) certificate);
      }
      return read;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no certificates: " + e.getMessage(), e);
    }
  }

  static List<PrivateKey> readKeys(String text) {
    return KEY.matcher(text).results().map(Pem::key).toList();
  }

  private static PrivateKey key(MatchResult found) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no key: " + e.getMessage(), e);
    }
  }
}
