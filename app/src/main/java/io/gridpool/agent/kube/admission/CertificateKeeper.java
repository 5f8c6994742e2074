package io.gridpool.agent.kube.admission;

import io.gridpool.agent.kube.admission.AuthoritySecret.Read;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the authorities of the cluster and this agent's own certificate young. Every agent may make
 * the authority; the first write counts, the others take it.
 */
final class CertificateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);

  /** How often a write that somebody else overtook is tried again in one look. */
  private static final int TRIES_MAX = 5;

  private final AuthoritySecret secret;
  private final AdmissionSettings settings;
  private final ServerKeys keys;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  CertificateKeeper(
      AuthoritySecret secret, AdmissionSettings settings, ServerKeys keys, InstantSource clock) {
    this.secret = secret;
    this.settings = settings;
    this.keys = keys;
    this.clock = clock;
  }

  /** Looks at the Secret and makes what is missing or old; answers the authorities that stand. */
  Authorities look() {
    lock.lock();
    try {
      Authorities standing = authorities();
      renewServer(standing);
      return standing;
    } finally {
      lock.unlock();
    }
  }

  private Authorities authorities() {
    Instant now = clock.instant();
    for (int i = 0; i < TRIES_MAX; i++) {
      Read read = secret.read();
      Authorities wanted = read.authorities().renewed(now, settings.times());
      if (wanted.equals(read.authorities()) || secret.write(read, wanted).isPresent()) {
        return wanted;
      }
    }
    throw new IllegalStateException(
        "secret " + AdmissionSettings.SECRET + " changed " + TRIES_MAX + " times in a row");
  }

  private void renewServer(Authorities standing) {
    Instant now = clock.instant();
    Authority signer = standing.signer(now, settings.times());
    Authority current = keys.current();
    if (current == null || current.isOld(now) || !isTrusted(current, standing)) {
      Authority next =
          CertificateMaker.server(signer, settings.names(), now, settings.times().serverLife());
      keys.use(next);
      LOG.info("webhook certificate until={} names={}", next.ends(), settings.names());
    }
  }

  private static boolean isTrusted(Authority server, Authorities standing) {
    return standing.certificates().stream()
        .anyMatch(authority -> {
          try {
            server.certificate().verify(authority.getPublicKey());
            return true;
          } catch (GeneralSecurityException e) {
            return false;
          }
        });
  }
}
