package org.wardflow.flow.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardflow.flow.sql.SqlText;

/**
 * The words of a model, among which are all columns that it reads: what it does not name need not be read. A {@code select *} over
 * an input and a {@code natural join} name columns without a word, so such a model reads all; and so does one with a {@code t.*} of an
 * input where rows are compared as a whole, since columns that nobody names tell them apart there.
 */
final class NamedColumns {
    private static final Set<String> COMPARING = Set.of("distinct", "union", "intersect", "except");

    private NamedColumns() {}

    /** The words in lower case; empty if the model may read columns that none of them names. */
    static Optional<Set<String>> of(Model model) {
        // The wrapper's words are those of the contract: columns and rules.
        List<SqlText.Token> tokens =
                SqlText.of(ModelSql.of(model, (expression, type) -> expression)).words();
        Set<String> words = new HashSet<>(model.key());
        Set<String> aliases = aliases(model, tokens);
        boolean isCompared = tokens.stream().anyMatch(token -> COMPARING.contains(token.lower()));
        for (int i = 0; i < tokens.size(); i++) {
            SqlText.Token token = tokens.get(i);
            String before = i == 0 ? "" : tokens.get(i - 1).lower();
            boolean isBareStar = token.text().equals("*") && (before.equals("select") || before.equals("distinct"));
            boolean isStarOfInput = isCompared
                    && token.text().equals("*")
                    && before.equals(".")
                    && i > 1
                    && aliases.contains(tokens.get(i - 2).lower());
            if (isBareStar || isStarOfInput || token.lower().equals("natural")) {
                return Optional.empty();
            }
            if (token.kind() == SqlText.Kind.WORD) {
                words.add(token.lower());
            } else if (token.kind() == SqlText.Kind.QUOTED) {
                words.add(token.lower().replaceAll("[\"`]", ""));
            }
        }
        return Optional.of(Set.copyOf(words));
    }

    /** What the model calls its inputs: their own names, and the word behind each, whatever it is. */
    private static Set<String> aliases(Model model, List<SqlText.Token> tokens) {
        Set<String> inputs = new HashSet<>();
        model.inputs().forEach(input -> inputs.add(input.table().name()));
        Set<String> aliases = new HashSet<>(inputs);
        for (int i = 0; i < tokens.size(); i++) {
            if (inputs.contains(tokens.get(i).lower())) {
                int next = i + 1 < tokens.size() && tokens.get(i + 1).lower().equals("as") ? i + 2 : i + 1;
                if (next < tokens.size()) {
                    aliases.add(tokens.get(next).lower());
                }
            }
        }
        return aliases;
    }
}
