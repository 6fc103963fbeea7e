package org.wardflow.app.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.wardflow.app.board.Board;
import org.wardflow.app.board.Screen;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.verify.Verification;
import org.wardflow.app.verify.VerificationReport;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.Truth;

/**
 * Simulated hospitals, live: their history first, then what they send as it happens, on a board; at the end all of it is verified
 * against the truth.
 */
public final class Demo {
    /** How long the end waits until all that was sent is in gold. */
    public static final Duration DRAIN_MAX = Duration.ofSeconds(5);

    /** Between two looks at what the hospitals have sent meanwhile. */
    private static final Duration TICK = Duration.ofMillis(200);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);

    /** Boards are read so seldom that reading takes at most this part of the time. */
    private static final int READ_SHARE = 4;

    private static final String STOPS = "   Ctrl-C stops";

    private final Terminal terminal;
    private final Screen screen;
    private final Workspace workspace;
    private final Plan plan;
    private final StopSignals signals;
    private long nextBoard = WallClock.nanos();

    /**
     * Prepares a demo.
     *
     * @param workspace open for writing, of a home that holds nothing but this demo
     * @param signals ask it to stop
     */
    public Demo(Terminal terminal, Screen screen, Workspace workspace, Plan plan, StopSignals signals) {
        this.terminal = terminal;
        this.screen = screen;
        this.workspace = workspace;
        this.plan = plan;
        this.signals = signals;
    }

    /** What became of it. */
    public enum Outcome {
        /** Gold is as it should be. */
        VERIFIED,
        /** It is not. */
        DIFFERENT,
        /** Not everything was in gold in time; the next start goes on with it. */
        UNVERIFIED,
        /** Not everything was in gold in time, and the workspace must stay open, for a cycle goes on. */
        UNFINISHED
    }

    /** Whether a demo was begun in a home. Whether it can go on is seen when it does. */
    public static boolean isBegun(Path home) {
        return DemoState.isIn(home);
    }

    /** Runs it until the plan's limit, or until somebody asks to stop. */
    public Outcome run() {
        long started = WallClock.nanos();
        Path home = workspace.home().folder();
        DemoState state = plan.begin(DemoState.read(home));
        state.write(home);
        boolean again = state.sentUntil().isAfter(state.spec().start());
        say("%s hospitals, seed %s, %s %s. Starting the broker and the lake…"
                .formatted(
                        state.spec().hospitals(),
                        state.spec().seed(),
                        again ? "going on from" : "from",
                        state.sentUntil()));
        SimulatedClock clock = new SimulatedClock(state.sentUntil());
        try (DemoSystem system = new DemoSystem(workspace, state, clock, signals::ask, this::say)) {
            DemoBoard board = new DemoBoard(workspace, system.hospitals());
            if (history(system, board, started)) {
                live(system, board);
            }
            return end(system, board);
        }
    }

    /** Brings in the history in parts, the first of them small, so that there is a board soon; false if it is to stop. */
    private boolean history(DemoSystem system, DemoBoard board, long started) {
        Hospitals hospitals = system.hospitals();
        SimulationSpec spec = hospitals.state().spec();
        boolean first = true;
        Instant shown = hospitals.state().sentUntil();
        for (Instant part : parts(hospitals.state())) {
            hospitals.sendUntil(part);
            String pace = "history to " + spec.end().toString().substring(0, 10) + STOPS;
            Instant last = shown;
            while (!isInGold(system, LOOK)) {
                requireAlive(system.live().state());
                if (signals.raised()) {
                    return false;
                }
                if (!first && screen.isInPlace()) {
                    show(() -> board.at(last, pace, system.live().state()));
                }
            }
            shown = part;
            if (first) {
                say("The first board, %s s after the start:"
                        .formatted(Cells.decimal((WallClock.nanos() - started) / 1e9, 1)));
            }
            if (first) {
                system.startPages(
                                opened -> {
                                    String address = DemoLogin.create(opened);
                                    board.showWarehouse(address);
                                    print(DemoLogin.lines(address));
                                },
                                this::print)
                        .ifPresent(web -> board.showLink(web::link));
            }
            first = false;
            show(() -> board.at(
                    part,
                    part.isBefore(spec.end()) ? pace : "history is in" + STOPS,
                    system.live().state()));
        }
        system.historyIsIn();
        return !signals.raised();
    }

    /** The times to go to, one after the other: where it was, after a day, after four, the end. */
    private static NavigableSet<Instant> parts(DemoState state) {
        SimulationSpec spec = state.spec();
        NavigableSet<Instant> parts = new TreeSet<>();
        Stream.of(Duration.ofDays(1), Duration.ofDays(4))
                .map(spec.start()::plus)
                .filter(part -> part.isBefore(spec.end()))
                .forEach(parts::add);
        parts.add(spec.end());
        if (state.sentUntil().isAfter(spec.start())) {
            parts.add(state.sentUntil());
            parts = parts.tailSet(state.sentUntil(), true);
        }
        return parts;
    }

    /** Waits until gold shows all that was sent, and the hours up to now. */
    private static boolean isInGold(DemoSystem system, Duration limit) {
        long deadline = WallClock.nanos() + limit.toNanos();
        // Beside what the live thread knows of the broker: it may not have found all partitions yet.
        return system.live().await(system.hospitals()::areInGold, limit)
                && system.live()
                        .drain(Duration.ofNanos(Math.max(1, deadline - WallClock.nanos())))
                        .covered();
    }

    private void live(DemoSystem system, DemoBoard board) {
        Hospitals hospitals = system.hospitals();
        Instant base = hospitals.state().sentUntil();
        long began = WallClock.nanos();
        String pace = (plan.speed() == 1 ? "in real time" : plan.speed() + " times as fast") + STOPS;
        long elapsed = 0;
        while (!isOver(elapsed) && !signals.await(TICK)) {
            elapsed = WallClock.nanos() - began;
            hospitals.sendUntil(base.plus(Duration.ofNanos(elapsed).multipliedBy(plan.speed()))
                    .truncatedTo(ChronoUnit.SECONDS));
            LiveState state = system.live().state();
            requireAlive(state);
            if (WallClock.nanos() - nextBoard >= 0) {
                show(() -> board.at(hospitals.state().sentUntil(), pace, state));
            }
        }
    }

    private boolean isOver(long elapsed) {
        return plan.limit().isPresent() && elapsed >= plan.limit().get().toNanos();
    }

    private void show(Supplier<Board> board) {
        long began = WallClock.nanos();
        screen.show(board.get());
        Duration every = screen.isInPlace() ? LOOK : PLAIN_EVERY;
        long took = WallClock.nanos() - began;
        nextBoard = began + Math.max(every.toNanos(), READ_SHARE * took);
    }

    private static void requireAlive(LiveState state) {
        if (state.phase() == LiveState.Phase.FAILED) {
            throw new WardflowException(
                    ErrorCode.ENGINE_FAILED,
                    "The running system has ended by itself",
                    state.problems().stream()
                            .findFirst()
                            .map(problem -> problem.what())
                            .orElse("without a word"),
                    "look into its log, then start it again: nothing is lost");
        }
    }

    /** Cuts the ledger where the hospitals have stopped, and verifies up to there. */
    private Outcome end(DemoSystem system, DemoBoard board) {
        Hospitals hospitals = system.hospitals();
        hospitals.write();
        DemoState state = hospitals.state();
        long began = WallClock.nanos();
        say("\nStopped at %s simulated time; %s sent since the start. Draining…"
                .formatted(state.sentUntil(), Cells.count(hospitals.stored(), "message")));
        boolean covered = isInGold(system, DRAIN_MAX);
        if (covered) {
            screen.show(board.at(state.sentUntil(), "stopped", system.live().state()));
        }
        boolean stopped = system.stopLive();
        if (!covered || !stopped) {
            say("Not verified: not all that was sent is in gold yet. ./wardflow demo goes on with it.");
            return stopped ? Outcome.UNVERIFIED : Outcome.UNFINISHED;
        }
        say("All of it is in gold, %s s later. Verifying against the truth, which the simulator kept…"
                .formatted(Cells.decimal((WallClock.nanos() - began) / 1e9, 1)));
        Verification verification = Verification.besideOthers(workspace, Truth.of(state.spec(), state.sentUntil()));
        new VerificationReport(terminal).print(verification);
        state.spec().incidents().stream()
                .filter(incident -> incident.from().isBefore(state.sentUntil()))
                .forEach(incident -> say("What %s did:\n  ./wardflow query \"%s\""
                        .formatted(incident.kind().id(), Incidents.query(incident))));
        return verification.passed() ? Outcome.VERIFIED : Outcome.DIFFERENT;
    }

    /** What would be drawn over on a terminal stands on the board. */
    private void print(List<String> lines) {
        if (!screen.isInPlace()) {
            lines.forEach(this::say);
        }
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
