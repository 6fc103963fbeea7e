package org.wardflow.app.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.notice.NoticeStatus;
import org.wardflow.app.notice.Notices;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.notice.Silence;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SourceTimes;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Table;

/**
 * Hands the problems of each state, and the sources that have fallen silent, to the notices; and what it finds itself, silence and messages that
 * do not arrive, to those who show the state. For the live thread to call.
 */
public final class Watch implements Consumer<LiveState>, AutoCloseable {
    /** What it finds itself. */
    public static final Set<Problem.Kind> FINDS = Set.of(Problem.Kind.SILENCE, Problem.Kind.NOTICE);

    /** A message that waits no longer than this is just on its way. */
    static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    private final Consumer<Collection<Problem>> found;
    private final Notices notices;
    private final Silence silence;
    private final Map<String, Instant> lastHeard;
    private Optional<Instant> inGold;

    private Watch(
            Consumer<Collection<Problem>> found,
            Notices notices,
            Silence silence,
            Map<String, Instant> heardBefore,
            Optional<Instant> inGold) {
        this.found = found;
        this.notices = notices;
        this.silence = silence;
        this.lastHeard = new HashMap<>(heardBefore);
        this.inGold = inGold;
    }

    /**
     * Starts over a home that is open for writing; SETTING_INVALID if the settings of notices do not fit together.
     *
     * @param found is given all problems of the kinds {@link #FINDS} with each state
     */
    public static Watch over(Workspace workspace, Consumer<Collection<Problem>> found) {
        Settings settings = workspace.settings();
        SourceTimes allowed = settings.value(Settings.NOTICE_SILENCE);
        // A hospital that calls its topics otherwise has set nothing that would be wrong.
        if (!allowed.equals(Settings.defaults().value(Settings.NOTICE_SILENCE))) {
            allowed.requireKnown(Settings.NOTICE_SILENCE.name(), sources(workspace));
        }
        Notices notices = Notices.open(settings, workspace.home().folder(), workspace.clock());
        Map<String, Instant> heardBefore = heardBefore(workspace);
        Silence silence = new Silence(allowed, notices.told(), heardBefore);
        Optional<Instant> inGold = workspace.lake().manifests().latest().map(Manifest::at);
        return new Watch(found, notices, silence, heardBefore, inGold);
    }

    /** As the live state names them: what a topic or extract is fed by the brokers, and by files. */
    private static Set<String> sources(Workspace workspace) {
        Set<String> names = new HashSet<>();
        KafkaSource.topics(workspace.content()).keySet().forEach(topic -> names.add("topic:" + topic));
        Intake.names(workspace.content()).forEach(name -> names.add(FileQueue.stream(name)));
        return names;
    }

    /** When each topic last brought rows, by the commits of the processes before. */
    private static Map<String, Instant> heardBefore(Workspace workspace) {
        Map<String, Instant> heard = new HashMap<>();
        for (Contract contract : workspace.content().contracts().values()) {
            contract.source()
                    .filter(source -> source.kind() == BronzeSource.Kind.TOPIC)
                    .ifPresent(source -> workspace
                            .lake()
                            .find(contract.table())
                            .map(Table::latest)
                            .filter(bronze -> bronze.visibleRows() > 0)
                            .ifPresent(bronze -> heard.put("topic:" + source.name(), bronze.committedAt())));
        }
        return heard;
    }

    @Override
    public void accept(LiveState state) {
        if (state.phase() == LiveState.Phase.STOPPED) {
            return;
        }
        inGold = state.lastCycle().map(LiveState.Cycle::ended).or(() -> inGold);
        Set<String> failing = new HashSet<>();
        for (LiveState.Source source : state.sources()) {
            source.lastRecord().ifPresent(heard -> lastHeard.put(source.name(), heard));
            if (state.problems().stream().anyMatch(problem -> hinders(problem, source.name()))) {
                failing.add(source.name());
            }
        }
        Set<Problem> silent = silence.look(lastHeard, failing, inGold, state.at());
        Set<Problem> told = new HashSet<>(silent);
        state.problems().stream()
                .filter(problem -> !FINDS.contains(problem.kind()))
                .forEach(told::add);
        notices.observe(List.copyOf(told));
        List<Problem> own = new ArrayList<>(silent);
        undelivered(notices.status(), state.at()).ifPresent(own::add);
        found.accept(own);
    }

    private Optional<Problem> undelivered(NoticeStatus status, Instant now) {
        return status.oldest()
                .filter(oldest -> oldest.plus(ON_ITS_WAY).isBefore(now))
                .flatMap(oldest ->
                        status.lastFailure().map(why -> Problem.undelivered(status.waiting(), oldest, why, inGold)));
    }

    /** A stream that is not read cannot be called silent. */
    private static boolean hinders(Problem problem, String stream) {
        return switch (problem.kind()) {
            case CYCLE -> problem.subject().equals("cycle");
            case SOURCE ->
                !problem.subject().contains(":")
                        || problem.subject().equals(stream)
                        || problem.subject().startsWith(stream + " ");
            case MODEL, SILENCE, WAREHOUSE, NOTICE -> false;
        };
    }

    @Override
    public void close() {
        notices.close();
    }
}
