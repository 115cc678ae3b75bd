package io.qsstream.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Finds taken ports before anything starts. */
public final class Ports {

    /** The first component that cannot have its port, as one line that says what to do. */
    public static Optional<String> firstTaken(List<Component> components) {
        for (Component component : components) {
            for (Component.Port port : component.ports()) {
                if (!isFree(port.number())) {
                    return Optional.of("Port " + port.number() + " (" + port.role()
                            + ") is taken by another process: stop that one, or shift all ports with --port-offset N");
                }
            }
        }
        return Optional.empty();
    }

    static boolean isFree(int port) {
        // Connecting finds a listener on a wildcard address too; binding finds one that does not accept.
        return !somebodyListens(port) && canBind(port);
    }

    static boolean somebodyListens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canBind(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of a stack that stopped a moment ago may linger; they hinder nobody.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ports() {}
}
