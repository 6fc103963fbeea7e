package org.wardflow.app.notice.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.wardflow.app.notice.Problem;

/**
 * A message in words and as JSON.
 *
 * @param owner whom it is for; may be empty
 * @param home where the pipeline lives
 */
public record NoticeText(String owner, String home) {
    /** Problems that one message names; of more it gives the number. */
    public static final int SPELLED_MAX = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line. */
    String subject(Notice notice) {
        if (notice.type() == Notice.Type.TEST) {
            return "Wardflow: a test message";
        }
        boolean begun = notice.type() == Notice.Type.FAILED;
        if (notice.entries().size() == 1) {
            Problem problem = notice.entries().get(0).problem();
            return "Wardflow: " + (begun ? begun(problem) : over(problem));
        }
        return "Wardflow: %s problems %s".formatted(notice.entries().size(), begun ? "began" : "are over");
    }

    /** The whole message, for people. */
    String body(Notice notice, long dropped) {
        StringBuilder text = new StringBuilder();
        if (!owner.isEmpty()) {
            text.append("For ").append(owner).append("\n\n");
        }
        if (notice.type() == Notice.Type.TEST) {
            text.append("This is a test: messages of Wardflow arrive here.\n\n");
        }
        notice.entries().stream()
                .limit(SPELLED_MAX)
                .forEach(entry -> text.append(notice.type() == Notice.Type.FAILED ? failed(entry) : recovered(entry))
                        .append('\n'));
        if (notice.entries().size() > SPELLED_MAX) {
            text.append("and %s more\n\n".formatted(notice.entries().size() - SPELLED_MAX));
        }
        if (dropped > 0) {
            text.append("%s earlier messages could not be delivered and were dropped.\n\n".formatted(dropped));
        }
        text.append("Look:  ./wardflow status --home ").append(home).append('\n');
        if (notice.type() == Notice.Type.FAILED) {
            text.append("The next message on this comes when it is over.\n");
        }
        return text.toString();
    }

    /** The whole message, for programs. */
    byte[] json(Notice notice, long dropped) {
        ObjectNode root = JSON.createObjectNode()
                .put("type", "wardflow." + notice.type().text())
                .put("timestamp", notice.at().toString())
                .put("text", subject(notice) + "\n\n" + body(notice, dropped));
        ObjectNode data = root.putObject("data")
                .put("id", notice.id())
                .put("owner", owner)
                .put("home", home)
                .put("dropped", dropped);
        ArrayNode problems = data.putArray("problems");
        data.put("more", Math.max(0, notice.entries().size() - SPELLED_MAX));
        notice.entries().stream().limit(SPELLED_MAX).forEach(entry -> {
            Problem problem = entry.problem();
            ObjectNode node = problems.addObject()
                    .put("id", problem.id())
                    .put("kind", problem.kind().text())
                    .put("subject", problem.subject())
                    .put("since", problem.since().toString())
                    .put("what", problem.what())
                    .put("safe", problem.safe())
                    .put("fix", problem.fix());
            if (notice.type() == Notice.Type.RECOVERED) {
                node.put("over", entry.over().toString());
            }
        });
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String failed(Notice.Entry entry) {
        Problem problem = entry.problem();
        return "%s, since %s\n  What:  %s\n  Safe:  %s\n  Do:    %s\n"
                .formatted(begun(problem), seconds(problem.since()), problem.what(), problem.safe(), problem.fix());
    }

    private static String recovered(Notice.Entry entry) {
        Problem problem = entry.problem();
        return "%s, since %s; the problem had been there since %s\n  What:  %s\n"
                .formatted(over(problem), seconds(entry.over()), seconds(problem.since()), problem.what());
    }

    private static String begun(Problem problem) {
        return switch (problem.kind()) {
            case MODEL -> "model " + problem.subject() + " failed";
            case SOURCE -> "source " + problem.subject() + " failed";
            case SILENCE -> "source " + problem.subject() + " is silent";
            case CYCLE -> part(problem) + " failed";
            case WAREHOUSE -> "publication to " + problem.subject() + " failed";
            case NOTICE -> "messages to the " + problem.subject() + " do not arrive";
        };
    }

    private static String over(Problem problem) {
        return switch (problem.kind()) {
            case MODEL -> "model " + problem.subject() + " works again";
            case SOURCE -> "source " + problem.subject() + " works again";
            case SILENCE -> "source " + problem.subject() + " speaks again";
            case CYCLE -> part(problem) + " works again";
            case WAREHOUSE -> "publication to " + problem.subject() + " works again";
            case NOTICE -> "messages to the " + problem.subject() + " arrive again";
        };
    }

    /** Of the process that runs cycles; the cycle itself or what goes on beside it. */
    private static String part(Problem problem) {
        return "the " + problem.subject();
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
