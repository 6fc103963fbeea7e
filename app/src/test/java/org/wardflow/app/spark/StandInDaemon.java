package org.wardflow.app.spark;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;

/** Takes the place of a master or worker of Spark: listens on the port after {@code --port} if there is one, and goes on until it is ended. */
public final class StandInDaemon {
    private StandInDaemon() {}

    /** Starts it. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        int at = words.indexOf("--port");
        try (ServerSocket socket = new ServerSocket(
                at < 0 ? 0 : Integer.parseInt(words.get(at + 1)), 1, InetAddress.getLoopbackAddress())) {
            while (!socket.isClosed()) {
                socket.accept().close();
            }
        }
    }
}
