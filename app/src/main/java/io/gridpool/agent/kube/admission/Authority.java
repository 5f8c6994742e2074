package io.gridpool.agent.kube.admission;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A certificate and its key: an authority, or what it signed for a server. */
record Authority(X509Certificate certificate, PrivateKey key) {
  /** Whether less than a third of its life is left. */
  boolean isOld(Instant now) {
    Duration life = Duration.between(starts(), ends());
    return now.isAfter(ends().minus(life.dividedBy(3)));
  }

  boolean hasEnded(Instant now) {
    return now.isAfter(ends());
  }

  Instant starts() {
    return certificate.getNotBefore().toInstant();
  }

  Instant ends() {
    return certificate.getNotAfter().toInstant();
  }
}
