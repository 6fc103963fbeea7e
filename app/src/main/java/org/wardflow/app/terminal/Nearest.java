package org.wardflow.app.terminal;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The known word that a mistyped one is nearest to. */
public final class Nearest {
    /** One slip in so many letters; what has more is another word. */
    private static final int LETTERS_A_SLIP = 3;

    private Nearest() {}

    /** The nearest of all, however far; there must be one. */
    public static String to(String word, Stream<String> known) {
        return known.min(Comparator.comparingInt(candidate -> distance(candidate, word)))
                .orElseThrow();
    }

    /** The nearest that is near enough to be meant. */
    public static Optional<String> near(String word, Stream<String> known) {
        int slips = Math.max(1, word.length() / LETTERS_A_SLIP);
        return known.filter(candidate -> distance(candidate, word) <= slips)
                .min(Comparator.comparingInt(candidate -> distance(candidate, word)));
    }

    /** How many letters to change, add, drop, or swap with their neighbour (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] slips = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    slips[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(slips[i - 1][j - 1] + change, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
                boolean isSwapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                slips[i][j] = isSwapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
            }
        }
        return slips[a.length()][b.length()];
    }
}
