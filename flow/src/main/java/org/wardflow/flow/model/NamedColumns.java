package org.wardflow.flow.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardflow.flow.sql.SqlText;

/**
 * The words of a model, among which are all columns that it reads: what it does not name need not be read. A {@code select *} over
 * an input and a {@code natural join} name columns without a word, so such a model reads all.
 */
final class NamedColumns {
    private NamedColumns() {}

    /** The words in lower case; empty if the model may read columns that none of them names. */
    static Optional<Set<String>> of(Model model) {
        // The wrapper's words are those of the contract: columns and rules.
        List<SqlText.Token> tokens =
                SqlText.of(ModelSql.of(model, (expression, type) -> expression)).words();
        Set<String> words = new HashSet<>(model.key());
        for (int i = 0; i < tokens.size(); i++) {
            SqlText.Token token = tokens.get(i);
            String before = i == 0 ? "" : tokens.get(i - 1).lower();
            boolean isBareStar = token.text().equals("*") && (before.equals("select") || before.equals("distinct"));
            if (isBareStar || token.lower().equals("natural")) {
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
}
