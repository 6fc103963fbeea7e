package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.wardflow.core.WallClock;
import org.wardflow.simulator.SentMessage;

/**
 * A process that sends: first a backlog as fast as it can, then at a rate until it is told to stop by a second
 * byte on its standard input; a first one lets it begin. Each record bears the
 * time at which it was handed to the client. On its standard output it says {@code backlog} after the backlog, and all the while
 * how far the time of its messages has come, in seconds since 1970.
 */
public final class Producer {
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final KafkaProducer<String, byte[]> kafka;
    private final Messages messages;
    private final String prefix;
    private final Clock clock;
    private final PrintStream out;
    private volatile boolean ended;
    private Instant reached = Instant.EPOCH;

    private Producer(
            KafkaProducer<String, byte[]> kafka, Messages messages, String prefix, Clock clock, PrintStream out) {
        this.kafka = kafka;
        this.messages = messages;
        this.prefix = prefix;
        this.clock = clock;
        this.out = out;
    }

    /** Arguments: brokers, prefix of the topics, first day, messages to skip, backlog, rate. */
    public static void main(String[] arguments) throws InterruptedException {
        // Kafka's client tells of itself; here only the messages matter.
        LogManager.getLogManager().reset();
        Messages messages = Messages.from(Instant.parse(arguments[2]), Long.parseLong(arguments[3]));
        Map<String, Object> properties = Map.of("bootstrap.servers", arguments[0], "acks", "all", "linger.ms", "5");
        try (KafkaProducer<String, byte[]> kafka =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            Producer producer = new Producer(kafka, messages, arguments[1], WallClock.utc(), System.out);
            producer.sendAll(Long.parseLong(arguments[4]));
            if (hears()) {
                Thread end = new Thread(producer::awaitEnd, "input");
                end.setDaemon(true);
                end.start();
                producer.pace(Integer.parseInt(arguments[5]));
            }
        }
    }

    private void awaitEnd() {
        var unused = hears();
        ended = true;
    }

    private void sendAll(long backlog) throws InterruptedException {
        for (long i = 0; i < backlog; i++) {
            send();
        }
        kafka.flush();
        tell();
        out.println("backlog");
        out.flush();
    }

    private void pace(int rate) throws InterruptedException {
        long began = WallClock.nanos();
        long told = began;
        long sent = 0;
        while (!ended) {
            long now = WallClock.nanos();
            long due = (long) ((now - began) / 1e9 * rate);
            for (; sent < due; sent++) {
                send();
            }
            if (now - told > TELL_NANOS) {
                told = now;
                tell();
            }
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private void send() throws InterruptedException {
        SentMessage message = messages.next();
        reached = message.logTime();
        var unused = kafka.send(new ProducerRecord<>(
                prefix + message.topic().id(), null, clock.millis(), message.key(), message.payload()));
    }

    private void tell() {
        out.println(reached.getEpochSecond());
        out.flush();
    }

    /** Waits for a byte or the end of the input, which comes also when the process that started this one has died. */
    private static boolean hears() {
        try {
            return System.in.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
