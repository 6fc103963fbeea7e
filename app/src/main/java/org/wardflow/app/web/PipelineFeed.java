package org.wardflow.app.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.flow.content.Content;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Freshness;

/** What the live thread knows, as the pages want it: the last cycles and failures are kept here, and for the next process. Safe for all threads. */
final class PipelineFeed {
    /** Cycles kept. */
    static final int CYCLES_MAX = 60;

    private final Supplier<LiveState> newest;
    private final Deque<Feed.Cycle> cycles = new ArrayDeque<>();
    private final BooleanSupplier history;
    private final KeptHistory kept;
    private final FailureHistory failures;
    private long seen;
    private boolean caughtUp;
    private boolean loading = true;
    private long loaded;

    private PipelineFeed(Supplier<LiveState> newest, BooleanSupplier history, KeptHistory kept) {
        this.newest = newest;
        this.history = history;
        this.kept = kept;
        this.failures = new FailureHistory(failure -> kept.add(newest.get().started(), failure));
    }

    /**
     * Listens from now on.
     *
     * @param history whether history is still being sent
     * @param kept of the home, for what earlier processes had and the next will want
     */
    static PipelineFeed of(Live live, BooleanSupplier history, KeptHistory kept) {
        PipelineFeed feed = over(live::state, history, kept);
        live.listen(feed::see);
        return feed;
    }

    /** The same over states that are handed to {@link #see}. */
    static PipelineFeed over(Supplier<LiveState> newest, BooleanSupplier history, KeptHistory kept) {
        PipelineFeed feed = new PipelineFeed(newest, history, kept);
        kept.read(feed::earlier);
        return feed;
    }

    private synchronized void earlier(KeptHistory.Earlier earlier) {
        cycles.addAll(earlier.cycles());
        forgetOldest();
        failures.earlier(earlier.failures());
    }

    private void forgetOldest() {
        while (cycles.size() > CYCLES_MAX) {
            cycles.removeLast();
        }
    }

    synchronized void see(LiveState state) {
        failures.see(state.problems(), state.at());
        caughtUp = caughtUp || isCaughtUp(state);
        if (loading) {
            loaded = state.manifest();
            loading = history.getAsBoolean() || !caughtUp;
        }
        if (state.cycles() == seen || state.lastCycle().isEmpty()) {
            return;
        }
        seen = state.cycles();
        LiveState.Cycle cycle = state.lastCycle().get();
        Map<String, Long> models = new HashMap<>();
        cycle.models().forEach((table, took) -> models.put(table.toString(), took.toMillis()));
        Feed.Cycle shown =
                new Feed.Cycle(state.manifest(), cycle.ended(), cycle.took().toMillis(), cycle.rows(), models, null);
        cycles.addFirst(shown);
        forgetOldest();
        kept.add(state.started(), shown);
    }

    /** Nothing waits at a source, and gold has what was taken in: from then on being behind is being late. */
    private static boolean isCaughtUp(LiveState state) {
        return state.manifest() > 0
                && state.oldestPending().isEmpty()
                && state.sources().stream().allMatch(source -> source.isLagKnown() && source.lag() == 0)
                && hindered(state).isZero();
    }

    /** What a source would have said since it cannot be asked, and what a model would have made of it, is in no number. */
    private static Duration hindered(LiveState state) {
        return state.problems().stream()
                .filter(problem -> problem.kind().hindersGold())
                .map(problem -> Duration.between(problem.since(), state.at()))
                .max(Comparator.naturalOrder())
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    private static Duration behind(LiveState state) {
        Duration taken = state.goldAge(state.at());
        Duration hindered = hindered(state);
        return taken.compareTo(hindered) > 0 ? taken : hindered;
    }

    /** The newest state. */
    synchronized Feed now() {
        LiveState state = newest.get();
        return new Feed(
                state.at(),
                state.phase().name().toLowerCase(Locale.ROOT),
                state.manifest(),
                behind(state).toMillis(),
                // What cannot be asked, or fails, for so long loads nothing any more: then the numbers are old.
                loading && hindered(state).compareTo(Freshness.STALE) <= 0,
                loaded,
                state.sources().stream()
                        .map(source -> new Feed.Stream(
                                source.name(),
                                source.rows(),
                                source.rate10(),
                                source.lag(),
                                source.lastRecord().orElse(null)))
                        .toList(),
                List.copyOf(cycles),
                state.problems().stream()
                        .map(problem ->
                                new Feed.Trouble(problem.since(), problem.what(), problem.safe(), problem.fix()))
                        .toList(),
                written(state),
                failures.newestFirst());
    }

    private static List<Feed.Written> written(LiveState state) {
        return state.written().entrySet().stream()
                .map(entry -> new Feed.Written(
                        entry.getKey().toString(),
                        entry.getValue().manifest(),
                        entry.getValue().added(),
                        entry.getValue().removed(),
                        entry.getValue().addedInAll(),
                        entry.getValue().removedInAll()))
                .toList();
    }

    /** Every model with its inputs. */
    static List<Feed.Node> lineage(Content content) {
        return content.graph().models().values().stream()
                .map(model -> new Feed.Node(
                        model.table().toString(),
                        model.kind().name().toLowerCase(Locale.ROOT),
                        model.inputs().stream()
                                .map(input -> input.table().toString())
                                .toList()))
                .toList();
    }
}
