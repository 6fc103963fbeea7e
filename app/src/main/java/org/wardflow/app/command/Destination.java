package org.wardflow.app.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Brokers;
import org.wardflow.ingest.kafka.KafkaSettings;

/**
 * Where invented messages go: to the brokers that were named, else to those of the process that runs the home, else to those of the
 * settings. Kafka's client has the properties of the settings, which may be secrets, for the home's brokers alone.
 *
 * @param whose the brokers are, in words
 * @param isReal others may send to them too, and nobody has named them
 */
record Destination(KafkaSettings brokers, String whose, boolean isReal) {
    /** Where the broker is that {@code up} starts. */
    private static final String WITHIN = "127.0.0.1:";

    /**
     * Chooses.
     *
     * @param named by the command line
     * @param running the brokers of the process that runs the home
     */
    static Destination of(Settings settings, Optional<String> named, Optional<String> running) {
        KafkaSettings own = Brokers.client(settings);
        boolean isElsewhere = Brokers.isElsewhere(settings);
        if (named.isPresent()) {
            boolean isOwn = areAmong(named.get(), own.bootstrapServers()) || (!isElsewhere && running.equals(named));
            return new Destination(new KafkaSettings(named.get(), isOwn ? own.client() : Map.of()), "as named", false);
        }
        String chosen = running.orElse(own.bootstrapServers());
        if (!isElsewhere && chosen.startsWith(WITHIN)) {
            return new Destination(
                    new KafkaSettings(chosen, own.client()), "the broker that ./wardflow up starts", false);
        }
        return new Destination(
                new KafkaSettings(chosen, areAmong(chosen, own.bootstrapServers()) ? own.client() : Map.of()),
                running.isPresent() ? "which the process that runs this home reads" : "which the settings name",
                true);
    }

    private static boolean areAmong(String some, String all) {
        return each(all).containsAll(each(some));
    }

    private static Set<String> each(String servers) {
        return Arrays.stream(servers.split(",", -1))
                .map(server -> server.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
