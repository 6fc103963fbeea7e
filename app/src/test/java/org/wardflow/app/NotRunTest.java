package org.wardflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class NotRunTest {
    /** As the tests of the pages without Chromium. */
    static class OfABrowser {
        @BeforeAll
        static void start() {
            assumeTrue(false, "Chromium is not installed");
        }

        @Test
        void one() {}

        @Test
        void another() {}
    }

    static class Single {
        @Test
        void runs() {}

        @Test
        void assumes() {
            assumeTrue(false);
        }

        @Test
        @Disabled("until the day comes")
        void waits() {}
    }

    private static List<String> told(Class<?>... classes) {
        List<String> lines = new ArrayList<>();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(List.of(classes).stream()
                                        .map(type -> selectClass(type))
                                        .toList())
                                .build(),
                        new NotRun(lines::add));
        return lines;
    }

    @Test
    void aLineSaysOfEachWhyItDidNotRunAndTheLastHowManyTheyAre() {
        assertThat(told(OfABrowser.class))
                .containsExactly("NOT RUN: NotRunTest$OfABrowser: Chromium is not installed", "NOT RUN: 2 of 2 tests");
        List<String> single = told(Single.class);
        assertThat(single)
                .hasSize(3)
                .contains(
                        "NOT RUN: NotRunTest$Single.waits: until the day comes",
                        "NOT RUN: NotRunTest$Single.assumes: assumption is not true")
                .endsWith("NOT RUN: 2 of 3 tests");
    }

    @Test
    void nothingIsSaidOfTestsThatRan() {
        assertThat(told(Ran.class)).isEmpty();
    }

    static class Ran {
        @Test
        void one() {}
    }

    @Test
    void mavenHearsIt() {
        assertThat(ServiceLoader.load(TestExecutionListener.class)).anyMatch(NotRun.class::isInstance);
    }
}
