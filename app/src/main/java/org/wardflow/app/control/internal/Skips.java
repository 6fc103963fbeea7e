package org.wardflow.app.control.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.OptionalLong;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaTopics;
import org.wardflow.ingest.kafka.Skip;
import org.wardflow.ingest.kafka.SkipOrder;

/** Decisions about partitions, asked of the process that reads them. */
public final class Skips {
    /** How long the brokers are asked; and how long a round may take before. */
    static final Duration BROKERS_LIMIT = Duration.ofSeconds(5);

    static final Duration ROUND_LIMIT = Duration.ofSeconds(60);

    private final Workspace workspace;
    private final Live live;
    private final String bootstrapServers;

    /** @param bootstrapServers of the brokers, or the empty text if there are none */
    public Skips(Workspace workspace, Live live, String bootstrapServers) {
        this.workspace = workspace;
        this.live = live;
        this.bootstrapServers = bootstrapServers;
    }

    /** Reads a partition on from elsewhere: {@code topic}, {@code partition}, {@code to} or none, {@code by}. */
    public ObjectNode skip(JsonNode body) {
        if (bootstrapServers.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The running process reads no topics",
                    "it was started with --no-kafka",
                    "start it without");
        }
        KafkaSettings brokers =
                new KafkaSettings(bootstrapServers, workspace.settings().value(Settings.KAFKA_CLIENT));
        JsonNode to = body.path("to");
        SkipOrder order = new SkipOrder(
                body.path("topic").asText(),
                body.path("partition").asInt(),
                to.isIntegralNumber() ? OptionalLong.of(to.longValue()) : OptionalLong.empty());
        Skip skip = live.between(
                pipeline -> KafkaTopics.skip(
                        pipeline, brokers, order, body.path("by").asText(), BROKERS_LIMIT, workspace.clock()),
                ROUND_LIMIT);
        return StateJson.object()
                .put("topic", skip.topic())
                .put("partition", skip.partition())
                .put("from", skip.from())
                .put("to", skip.to())
                .put("at", skip.at())
                .put("by", skip.by())
                .put("why", skip.why());
    }
}
