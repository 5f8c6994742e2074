package io.gridpool.grid;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.net.Socket;
import java.util.Properties;

/** Closes connections from addresses that are not trusted, before any byte is read. */
record TrustedOnly(ClientDoor door) implements MemberSocketInterceptor {
  @Override
  public void init(Properties properties) {}

  @Override
  public void onConnect(Socket socket) {
    // Members do not call clients.
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    String host = socket.getInetAddress().getHostAddress().replaceFirst("%.*", "");
    if (!door.trusts(host)) {
      throw new IOException(host + " is none of the trusted addresses of the client door");
    }
  }
}
