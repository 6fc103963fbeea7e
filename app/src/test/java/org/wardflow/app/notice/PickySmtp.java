package org.wardflow.app.notice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server (RFC 5321) that knows everybody but one. */
final class PickySmtp implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final String unknown;

    PickySmtp(String unknown) throws IOException {
        this.unknown = unknown;
        Thread thread = new Thread(this::serve, "picky-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Who got mail, once for each. */
    List<String> delivered() {
        return List.copyOf(delivered);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                talk(client, in);
            } catch (IOException e) {
                // The client has gone, or the test has ended.
            }
        }
    }

    private void talk(Socket client, BufferedReader in) throws IOException {
        say(client, "220 picky");
        List<String> recipients = new ArrayList<>();
        String line = in.readLine();
        while (line != null) {
            if (line.startsWith("RCPT TO:<" + unknown)) {
                say(client, "550 no such mailbox");
            } else if (line.startsWith("RCPT TO:<")) {
                recipients.add(line.substring("RCPT TO:<".length(), line.indexOf('>')));
                say(client, "250 ok");
            } else if (line.equals("DATA")) {
                say(client, "354 go on");
                while (!".".equals(in.readLine())) {
                    // Nobody asks what it says.
                }
                delivered.addAll(recipients);
                say(client, "250 delivered");
            } else if (line.equals("QUIT")) {
                say(client, "221 bye");
                return;
            } else {
                say(client, "250 ok");
            }
            line = in.readLine();
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
