package org.wardflow.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class SameZonesTest {
    private final List<Object> told = new ArrayList<>();

    /** Of an executor, as Spark makes it. */
    private final class Place implements PluginContext {
        @Override
        public MetricRegistry metricRegistry() {
            return new MetricRegistry();
        }

        @Override
        public SparkConf conf() {
            return new SparkConf();
        }

        @Override
        public String executorID() {
            return "7";
        }

        @Override
        public String hostname() {
            return "some-host";
        }

        @Override
        public Map<String, ResourceInformation> resources() {
            return Map.of();
        }

        @Override
        public void send(Object message) {
            told.add(message);
        }

        @Override
        public Object ask(Object message) {
            told.add(message);
            return "";
        }
    }

    private void start(SameZones executor, Map<String, String> fromDriver) {
        executor.executorPlugin().init(new Place(), fromDriver);
    }

    @Test
    void anExecutorWithOtherRulesDoesNotStartAndSaysWhy() {
        Map<String, String> fromDriver = new SameZones().driverPlugin().init(null, new Place());

        assertThatCode(() -> start(new SameZones(), fromDriver)).doesNotThrowAnyException();
        assertThat(told).isEmpty();
        assertThatThrownBy(() -> start(new SameZones("other rules"), fromDriver))
                .hasMessageContaining("executor 7 on some-host")
                .hasMessageContaining("time zones");
        assertThat(told).singleElement().asString().contains("give all the same");
    }
}
