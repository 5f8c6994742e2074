package io.gridpool.grid;

import com.hazelcast.client.impl.ClientEngine;
import com.hazelcast.client.impl.protocol.ClientMessage;
import com.hazelcast.client.impl.protocol.codec.ClientCreateProxyCodec;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.map.impl.MapService;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the client protocol and the member: a message that is not on the list of {@link
 * ReadMessages} is answered with an error and reaches nothing. So no client can write, run code,
 * change members or "restart the CP subsystem", whatever it calls itself.
 *
 * <p>Source: Hazelcast 5.4.0 {@code ClientChannelInitializer}, {@code ClientMessageDecoder}: each
 * client message goes to {@link ClientEngine#accept} of the context that made the channel.
 */
final class ReadOnlyDoor {
  private ReadOnlyDoor() {}

  /** The same context, but what clients say is checked first. */
  static ServerContext around(ServerContext context) {
    return proxy(
        ServerContext.class,
        (self, method, arguments) -> {
          Object answer = call(context, method, arguments);
          return answer instanceof ClientEngine engine ? checked(engine) : answer;
        });
  }

  private static ClientEngine checked(ClientEngine engine) {
    return proxy(
        ClientEngine.class,
        (self, method, arguments) -> {
          if (arguments != null
              && arguments.length == 1
              && arguments[0] instanceof ClientMessage message
              && !mayPass(message)) {
            refuse(engine, message);
            return null;
          }
          return call(engine, method, arguments);
        });
  }

  /** A proxy of any other name would make a structure of that name. */
  private static boolean mayPass(ClientMessage message) {
    if (message.getMessageType() == ClientCreateProxyCodec.REQUEST_MESSAGE_TYPE) {
      var wanted = ClientCreateProxyCodec.decodeRequest(message);
      return MapService.SERVICE_NAME.equals(wanted.serviceName)
          && Picture.MAPS.contains(wanted.name);
    }
    return ReadMessages.contains(message.getMessageType());
  }

  private static void refuse(ClientEngine engine, ClientMessage message) {
    ClientMessage answer =
        engine
            .getExceptionFactory()
            .createExceptionMessage(
                new UnsupportedOperationException(
                    "GridPool's client door is for reading: message type 0x"
                        + Integer.toHexString(message.getMessageType())
                        + " is refused"));
    answer.setCorrelationId(message.getCorrelationId());
    var _ = message.getConnection().write(answer);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
