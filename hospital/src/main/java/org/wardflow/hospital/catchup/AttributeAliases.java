package org.wardflow.hospital.catchup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Where a model takes attributes out of that text. */
    private static final Pattern READ = Pattern.compile("\\bjson_texts?\\(\\s*\\w+\\s*,\\s*'([^']*)'");

    private AttributeAliases() {}

    /** The content with its aliases in the models; the same content if there are none. CONTRACT_INVALID where no model has a place for them, or they contradict what it reads. */
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
        List<String> problems = problems(renamed, read(model), declared(content, model));
        if (!problems.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.CONTRACT_INVALID,
                    "The aliases of " + sent + " cannot be heeded",
                    "%s/%s/contract.yaml, source, attributes\n           ".formatted(sent.layer(), sent.name())
                            + String.join("\n           ", problems),
                    "correct the file; docs/schema.md says what an alias is");
        }
        return content.with(model.contract(), "the aliases of " + sent, aliased(model.sql(), renamed));
    }

    /** The attributes that a model takes out of the payload; empty if it does so in a way of its own, and nobody can tell. */
    private static Set<String> read(Model model) {
        return READ.matcher(model.sql())
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Columns that a contract declares for further attributes of the same messages. */
    private static Set<String> declared(Content content, Model reader) {
        Contract attributes = content.contracts().get(AttributeTable.NAME);
        return attributes != null
                        && content.graph()
                                .upTo(Set.of(AttributeTable.NAME))
                                .models()
                                .containsKey(reader.table())
                ? AttributeTable.declared(attributes)
                : Set.of();
    }

    private static List<String> problems(List<BronzeSource.Renamed> renamed, Set<String> read, Set<String> declared) {
        List<String> problems = new ArrayList<>();
        Map<String, String> meant = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (BronzeSource.Renamed attribute : renamed) {
            String name = attribute.name();
            if (!names.add(name)) {
                problems.add(name + ": stands twice");
            }
            boolean known = read.contains(name) || declared.contains(name) || declared.contains(ColumnNames.of(name));
            if (!read.isEmpty() && !known) {
                problems.add(name + ": no attribute that is read, known are " + read);
            }
            for (String alias : attribute.aliases()) {
                String other = meant.put(alias, name);
                if (other != null) {
                    problems.add("%s, alias %s: is one of %s already".formatted(name, alias, other));
                }
                if (read.contains(alias) || alias.equals(name)) {
                    problems.add("%s, alias %s: is an attribute itself".formatted(name, alias));
                }
            }
        }
        meant.keySet().stream()
                .filter(alias -> names.contains(alias) && !read.contains(alias) && !alias.equals(meant.get(alias)))
                .sorted()
                .forEach(alias -> problems.add("%s, alias %s: has aliases itself".formatted(meant.get(alias), alias)));
        return problems;
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
