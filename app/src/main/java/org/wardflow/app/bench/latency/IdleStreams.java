package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Event streams that are open and of which nobody makes anything: one thread reads them all. */
final class IdleStreams implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "bench-idle-streams");
    private volatile boolean closed;

    IdleStreams() throws IOException {
        reader.setDaemon(true);
    }

    /** Opens so many in a session. */
    void open(int port, String session, int count) throws IOException {
        byte[] request = ("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nCookie: " + session + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channels.add(channel);
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                var unused = channel.write(bytes);
            }
            channel.configureBlocking(false);
            var unused = channel.register(selector, SelectionKey.OP_READ);
        }
    }

    /** Begins to read. */
    void begin() {
        reader.start();
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
        try {
            while (!closed) {
                var unused = selector.select(key -> drain(key, bytes), 100);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void drain(SelectionKey key, ByteBuffer bytes) {
        try {
            bytes.clear();
            if (((SocketChannel) key.channel()).read(bytes) < 0) {
                key.cancel();
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
