package org.wardflow.app;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Tells the console which tests did not run, and why: Maven says how many they are and no more. */
public final class NotRun implements TestExecutionListener {
    private static final String ASSUMPTION = "Assumption failed: ";

    private final Consumer<String> lines;
    private final AtomicLong tests = new AtomicLong();

    @SuppressWarnings("NullAway.Init")
    private volatile TestPlan plan;

    /** To the console, which is Maven's by then. */
    public NotRun() {
        this(line -> System.out.println(line));
    }

    NotRun(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        tests.set(0);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        tell(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            tell(test, result.getThrowable().map(Throwable::getMessage).orElse(null));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (tests.get() > 0) {
            lines.accept("NOT RUN: %s of %s tests"
                    .formatted(tests.get(), finished.countTestIdentifiers(TestIdentifier::isTest)));
        }
    }

    private void tell(TestIdentifier test, @Nullable String reason) {
        long those = test.isTest()
                ? 1
                : plan.getDescendants(test).stream()
                        .filter(TestIdentifier::isTest)
                        .count();
        tests.addAndGet(those);
        String why = reason == null ? "it does not say why" : reason;
        lines.accept("NOT RUN: %s: %s"
                .formatted(name(test), why.startsWith(ASSUMPTION) ? why.substring(ASSUMPTION.length()) : why));
    }

    /** The class, with the method if it is one. */
    private static String name(TestIdentifier test) {
        var source = test.getSource().orElse(null);
        if (source instanceof MethodSource method) {
            return simple(method.getClassName()) + "." + method.getMethodName();
        }
        return source instanceof ClassSource whole ? simple(whole.getClassName()) : test.getDisplayName();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
