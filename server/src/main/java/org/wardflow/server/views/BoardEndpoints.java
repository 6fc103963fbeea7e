package org.wardflow.server.views;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.access.Grant;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.feed.Freshness;
import org.wardflow.server.feed.Shown;
import org.wardflow.server.stream.Picture;

/** The board, once or as a picture for streams. */
public final class BoardEndpoints {
    static final Endpoint.Parameter AS_OF =
            new Endpoint.Parameter("asof", "the instant to look at, as 2026-11-20T03:00:00Z; now if it is not there");

    private final BoardReader reader;
    private final Freshness freshness;
    private final Clock clock;
    private final Looks looks;

    /** Over a reader. */
    public BoardEndpoints(BoardReader reader, Freshness freshness, Clock clock, Looks looks) {
        this.reader = reader;
        this.freshness = freshness;
        this.clock = clock;
        this.looks = looks;
    }

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(Endpoint.reads(
                "/board",
                "board",
                Right.BOARD,
                "All departments that you may see, the most urgent first.",
                List.of(AS_OF),
                call -> {
                    Board board = read(call);
                    Map<String, Object> body = head(board);
                    body.put("fresh", freshness.sign(board.version(), board.manifestAt()));
                    body.put("tiles", board.tiles());
                    return Answer.rows(body, "all in scope", board.tiles().size(), board.version());
                }));
    }

    /** What is now is at hand for most; what was is worked out for whoever asks. */
    private Board read(Call call) {
        Grant grant = call.person().grant();
        Optional<Instant> asOf = call.instant("asof");
        return asOf.isEmpty() ? reader.read(grant, asOf) : looks.take(call.who(), () -> reader.read(grant, asOf));
    }

    /** What streams show. */
    public Picture picture(Grant grant) {
        Instant began = clock.instant();
        Board board = reader.read(grant, Optional.empty());
        Map<String, Object> tiles = new LinkedHashMap<>();
        board.tiles().forEach(tile -> tiles.put(tile.id(), tile));
        Shown shown = new Shown(board.version(), board.manifestAt(), began);
        freshness.saw(shown);
        return new Picture(head(board), tiles, shown);
    }

    private static Map<String, Object> head(Board board) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("version", board.version());
        head.put("asOf", board.asOf());
        head.put("counted", board.counted().name().toLowerCase(Locale.ROOT));
        head.put("scoped", board.scoped());
        head.put("thresholds", board.thresholds());
        head.put("findings", board.findings());
        return head;
    }
}
