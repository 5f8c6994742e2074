package io.gridpool.agent.kube.admission;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate, which can be replaced while the server runs: each new handshake takes
 * the newest. Without any, handshakes fail.
 */
final class ServerKeys extends X509ExtendedKeyManager {
  /** A handshake that began before a renewal still finds the certificate it chose. */
  private static final int KEPT_MAX = 2;

  private final ConcurrentSkipListMap<Integer, Authority> byNumber = new ConcurrentSkipListMap<>();

  /** From now on. */
  synchronized void use(Authority server) {
    byNumber.put(byNumber.isEmpty() ? 1 : byNumber.lastKey() + 1, server);
    while (byNumber.size() > KEPT_MAX) {
      byNumber.pollFirstEntry();
    }
  }

  /** The newest; null before the first. */
  @Nullable Authority current() {
    Map.Entry<Integer, Authority> newest = byNumber.lastEntry();
    return newest == null ? null : newest.getValue();
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS: " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Map.Entry<Integer, Authority> newest = byNumber.lastEntry();
    return newest == null || !keyType.startsWith("EC") ? null : newest.getKey().toString();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Authority found = byNumber.get(Integer.valueOf(alias));
    return found == null ? null : new X509Certificate[] {found.certificate()};
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Authority found = byNumber.get(Integer.valueOf(alias));
    return found == null ? null : found.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return byNumber.keySet().stream().map(String::valueOf).toArray(String[]::new);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
