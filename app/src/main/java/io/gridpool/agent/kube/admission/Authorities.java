package io.gridpool.agent.kube.admission;

import io.gridpool.agent.kube.admission.AdmissionSettings.Times;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorities of the cluster, newest first; usually one. While it grows old a second one stands
 * beside it, known to the API server before it signs anything.
 */
record Authorities(List<Authority> all) {
  /** The most in a Secret: more are somebody's mistake, and the oldest go. */
  private static final int MAX = 4;

  Authorities {
    all = List.copyOf(all);
  }

  /** The same without those that have ended, and with a new one where the newest is old. */
  Authorities renewed(Instant now, Times times) {
    List<Authority> kept = new ArrayList<>(all);
    kept.removeIf(authority -> authority.hasEnded(now));
    if (kept.isEmpty() || kept.getFirst().isOld(now)) {
      kept.addFirst(CertificateMaker.authority(now, times.authorityLife()));
    }
    return new Authorities(kept.subList(0, Math.min(kept.size(), MAX)));
  }

  /** The one that signs now: the newest that is known for long enough, else the oldest. */
  Authority signer(Instant now, Times times) {
    return all.stream()
        .filter(authority ->
            !authority.starts().plus(CertificateMaker.CLOCK_SKEW).plus(times.settle()).isAfter(now))
        .findFirst()
        .orElse(all.getLast());
  }

  /** What the API server shall trust. */
  String bundle() {
    return Pem.certificates(certificates());
  }

  List<X509Certificate> certificates() {
    return all.stream().map(Authority::certificate).toList();
  }
}
