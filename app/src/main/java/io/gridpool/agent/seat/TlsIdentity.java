package io.gridpool.agent.seat;

import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent shows and trusts, read again from its files while it runs: a handshake after that
 * uses the new ones, connections that stand go on. Files that cannot be used leave the last good
 * ones in force.
 *
 * <p>Thread: any; one of its own looks at the files of all identities every {@link #LOOK_MS}.
 */
final class TlsIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);

  /** How often the files are looked at, in milliseconds. */
  static final int LOOK_MS = 5_000;

  private static final Map<TlsFiles, TlsIdentity> KNOWN = new ConcurrentHashMap<>();
  private static final ScheduledExecutorService LOOKS =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gridpool-tls-files").daemon().factory());

  private final AdvancedTlsX509KeyManager shown = new AdvancedTlsX509KeyManager();
  private final TrustedAuthorities trusted;
  private final TlsFiles files;
  private byte[] certificate;
  private byte[] key;

  private TlsIdentity(TlsFiles files) throws IOException, GeneralSecurityException {
    this.files = files;
    this.trusted = new TrustedAuthorities(files.authority());
    this.certificate = Files.readAllBytes(files.certificate());
    this.key = Files.readAllBytes(files.key());
    load();
    var _ = LOOKS.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    trusted.look();
    try {
      byte[] certificateNow = Files.readAllBytes(files.certificate());
      byte[] keyNow = Files.readAllBytes(files.key());
      // One without the other is a renewal half done.
      if (!Arrays.equals(certificateNow, certificate) && !Arrays.equals(keyNow, key)) {
        load();
        certificate = certificateNow;
        key = keyNow;
        LOG.info("{} has changed: it is shown from now on", files.certificate());
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("{} cannot be used, the one before it stays: {}", files.certificate(), e.toString());
    }
  }

  /** The library's own look at files is never more often than once a minute. */
  private void load() throws IOException, GeneralSecurityException {
    shown.updateIdentityCredentials(
        PemFiles.certificates(files.certificate()), PemFiles.key(files.key()));
  }

  /**
   * The identity in these files, one for the life of the process however often it is asked for.
   *
   * <p>Errors: {@link IllegalArgumentException} that names the files when they cannot be used.
   */
  static TlsIdentity of(TlsFiles files) {
    return KNOWN.computeIfAbsent(files, TlsIdentity::read);
  }

  private static TlsIdentity read(TlsFiles files) {
    try {
      return new TlsIdentity(files);
    } catch (IOException | GeneralSecurityException e) {
      throw files.unusable(e);
    }
  }

  X509KeyManager shown() {
    return shown;
  }

  X509TrustManager trusted() {
    return trusted;
  }
}
