package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

@Tag("slow")
class BrokerKeeperTest {
    @TempDir
    Path folder;

    @Test
    void aBrokerThatGivesUpRunsAgainOnItsPortWithWhatItHeld() throws Exception {
        BrokerSettings settings = new BrokerSettings(folder.resolve("kafka"), freePort(), 64L << 20);
        EmbeddedBroker broker = EmbeddedBroker.start(settings);
        broker.createTopics(List.of("patient-flow"));
        try (BrokerKeeper keeper = BrokerKeeper.watch(broker, settings)) {
            List<Optional<WardflowException>> told = new CopyOnWriteArrayList<>();
            keeper.tell(what -> {
                told.add(what);
                throw new IllegalStateException("nobody can be told, and the broker runs again nonetheless");
            });
            assertThat(send(settings)).isZero();
            assertThatThrownBy(() -> Exit.halt(1, "the log folder cannot be written"))
                    .isInstanceOf(RuntimeException.class);
            assertThat(broker.failure()).contains("the log folder cannot be written");
            long began = WallClock.nanos();
            while (broker.failure().isPresent()) {
                assertThat(WallClock.nanos() - began)
                        .isLessThan(Duration.ofSeconds(40).toNanos());
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(send(settings)).as("behind the record from before").isEqualTo(1);
            UpProcess.await(
                    "that it runs is told", () -> told.get(told.size() - 1).isEmpty());
            assertThat(told.get(0).orElseThrow())
                    .hasMessageContaining("BROKER_FAILED: The broker in this process has stopped")
                    .hasMessageContaining("the log folder cannot be written")
                    .hasMessageContaining("free some space, or check the disk, under " + settings.data());
        }
    }

    private static long send(BrokerSettings settings) throws ExecutionException, InterruptedException {
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + settings.port(), "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            return producer.send(new ProducerRecord<>("patient-flow", 0, null, "{}"))
                    .get()
                    .offset();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
