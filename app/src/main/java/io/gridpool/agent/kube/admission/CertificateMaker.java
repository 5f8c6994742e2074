package io.gridpool.agent.kube.admission;

import io.gridpool.ledger.model.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes X.509 certificates on P-256: an authority of our own, and what it signs for servers. */
final class CertificateMaker {
  /** How far clocks may differ: a certificate begins this much before it is made. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 120;

  private CertificateMaker() {}

  /** A new authority; its name holds its time, so that two can stand in one bundle. */
  static Authority authority(Instant now, Duration life) {
    KeyPair keys = keys();
    X500Name name = new X500Name("CN=gridpool-webhook-ca " + now.getEpochSecond());
    return make(
        now,
        life,
        new Order(name, name, keys, keys.getPrivate()),
        (builder, extensions) -> {
          builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
          builder.addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
          builder.addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(keys.getPublic()));
        });
  }

  /** A certificate for a server of these names; it does not outlive its authority. */
  static Authority server(Authority authority, List<String> names, Instant now, Duration life) {
    Duration left = Duration.between(now, authority.ends());
    KeyPair keys = keys();
    X500Name issuer =
        X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
    return make(
        now,
        life.compareTo(left) < 0 ? life : left,
        new Order(issuer, new X500Name("CN=gridpool-webhook"), keys, authority.key()),
        (builder, extensions) -> {
          builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
          builder.addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
          builder.addExtension(Extension.subjectAlternativeName, false, names(names));
        });
  }

  /** Who signs whom with what. */
  private record Order(X500Name issuer, X500Name subject, KeyPair keys, PrivateKey signer) {}

  /** Adds what the certificate may be used for. */
  @FunctionalInterface
  private interface Purpose {
    void add(X509v3CertificateBuilder builder, JcaX509ExtensionUtils extensions) throws IOException;
  }

  private static Authority make(Instant now, Duration life, Order order, Purpose purpose) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              order.issuer(),
              new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(life)),
              order.subject(),
              order.keys().getPublic());
      purpose.add(builder, new JcaX509ExtensionUtils());
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(order.signer());
      X509Certificate certificate =
          new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new Authority(certificate, order.keys().getPrivate());
    } catch (GeneralSecurityException | OperatorException | IOException e) {
      throw new IllegalStateException("a certificate cannot be made: " + e.getMessage(), e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key cannot be made: " + e.getMessage(), e);
    }
  }

  private static GeneralNames names(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private static boolean isAddress(String name) {
    try {
      var _ = Address.parse(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
