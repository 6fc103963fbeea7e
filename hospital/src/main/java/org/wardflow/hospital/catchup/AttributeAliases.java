package org.wardflow.hospital.catchup;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.TableName;

/**
 * Attributes of messages that were renamed: the contract of a bronze table of messages says which other names mean them, and the
 * model that reads the messages takes them so, over all of history. Bronze keeps what was sent.
 */
public final class AttributeAliases {
    /** Where a model takes the text out of the payload; every reader of messages has one such place. */
    private static final Pattern PLACE = Pattern.compile("payload_text\\(payload\\)( as [^()]*?\\sfrom )messages\\b");

    private AttributeAliases() {}

    /** The content with its aliases in the models; the same content if there are none. CONTRACT_INVALID where no model has a place for them. */
    public static Content apply(Content content) {
        Content aliased = content;
        for (Contract sent : content.contracts().values()) {
            List<BronzeSource.Renamed> renamed =
                    sent.source().map(BronzeSource::renamed).orElse(List.of());
            if (!renamed.isEmpty()) {
                aliased = apply(aliased, sent.table(), renamed);
            }
        }
        return aliased;
    }

    private static Content apply(Content content, TableName sent, List<BronzeSource.Renamed> renamed) {
        Model model = content.graph().inOrder().stream()
                .filter(reader -> reader.upstream().contains(sent)
                        && PLACE.matcher(reader.sql()).find())
                .findFirst()
                .orElseThrow(() -> noPlace(sent));
        return content.with(model.contract(), "the aliases of " + sent, aliased(model.sql(), renamed));
    }

    /** One step after the other: an alias counts only where the name itself, or an alias before it, is not sent. */
    private static String aliased(String sql, List<BronzeSource.Renamed> renamed) {
        String from = "messages";
        String body = "payload_text(payload)";
        int step = 0;
        for (BronzeSource.Renamed attribute : renamed) {
            for (String alias : attribute.aliases()) {
                step++;
                from = "(select m.*, %s as sent_%s from %s as m)".formatted(body, step, from);
                body = "json_renamed(sent_%s, '%s', '%s')".formatted(step, alias, attribute.name());
            }
        }
        String text = body;
        String messages = step == 0 ? from : from + " as messages";
        return PLACE.matcher(sql)
                .replaceFirst(place -> Matcher.quoteReplacement(text) + "$1" + Matcher.quoteReplacement(messages));
    }

    private static WardflowException noPlace(TableName sent) {
        return new WardflowException(
                ErrorCode.CONTRACT_INVALID,
                "The aliases of " + sent + " cannot be heeded",
                "no model takes its messages as payload_text(payload) from messages",
                "name the aliases in your own model of them, or take it out of the content folder");
    }
}
