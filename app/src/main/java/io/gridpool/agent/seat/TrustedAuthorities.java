package io.gridpool.agent.seat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusts the authorities in a PEM file, all of them, also two of the same name: an authority and
 * its successor. What the file says now counts once {@link #look} was called; a file that cannot be
 * used leaves the last good one in force. Safe for any thread.
 */
final class TrustedAuthorities extends X509ExtendedTrustManager {
  private static final Logger LOG = LoggerFactory.getLogger(TrustedAuthorities.class);

  private final Path file;
  private volatile byte[] known;
  private volatile X509ExtendedTrustManager trusted;

  /** Errors: as said when the file cannot be used now. */
  TrustedAuthorities(Path file) throws IOException, GeneralSecurityException {
    this.file = file;
    this.known = Files.readAllBytes(file);
    this.trusted = trusting(known);
  }

  /** Reads the file again where it has changed. */
  void look() {
    try {
      byte[] now = Files.readAllBytes(file);
      if (!Arrays.equals(now, known)) {
        trusted = trusting(now);
        known = now;
        LOG.info("{} has changed: its authorities are trusted from now on", file);
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("{} cannot be used, the authorities before it stay: {}", file, e.toString());
    }
  }

  private static X509ExtendedTrustManager trusting(byte[] pem)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var found =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    for (Certificate one : found) {
      store.setCertificateEntry("authority-" + store.size(), one);
    }
    if (store.size() == 0) {
      throw new CertificateException("no certificate is in it");
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    trusted.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    trusted.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    trusted.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    trusted.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trusted.checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trusted.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trusted.getAcceptedIssuers();
  }
}
