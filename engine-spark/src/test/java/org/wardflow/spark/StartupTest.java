package org.wardflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.wardflow.spark.internal.SameZones;

class StartupTest {
    private static Map<String, String> started(String master, Map<String, String> asked) {
        SparkConf cluster =
                new SparkConf(false).set("spark.eventLog.enabled", "true").set("spark.plugins", "their.Plugin");
        return Startup.properties(new SparkSettings(Optional.of(master), Path.of("scratch"), asked), cluster);
    }

    /** A plan holds the values that are looked for. */
    @Test
    void aLogOfEventsIsWrittenOnlyIfThisRunAsksForIt() {
        assertThat(started("spark://host:7077", Map.of())).containsEntry("spark.eventLog.enabled", "false");
        assertThat(started("spark://host:7077", Map.of("spark.eventLog.enabled", "true")))
                .containsEntry("spark.eventLog.enabled", "true");
    }

    @Test
    void sparkInThisProcessAnswersNobodyElse() {
        assertThat(started("local[*]", Map.of())).containsEntry("spark.authenticate", "true");
        assertThat(started("spark://host:7077", Map.of())).doesNotContainKey("spark.authenticate");
    }

    @Test
    void executorsOfAClusterAreAskedForTheirTimeZonesBesideWhatTheyBring() {
        assertThat(started("spark://host:7077", Map.of()))
                .containsEntry("spark.plugins", "their.Plugin," + SameZones.class.getName());
        assertThat(started("local[2]", Map.of())).doesNotContainKey("spark.plugins");
    }
}
