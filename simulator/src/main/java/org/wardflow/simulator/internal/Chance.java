package org.wardflow.simulator.internal;

import java.util.List;
import java.util.SplittableRandom;

/** One stream of chance, for one purpose, so that what one purpose draws does not change another. Durations are in seconds. */
final class Chance {
    private final SplittableRandom random;

    Chance(SplittableRandom random) {
        this.random = random;
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** A whole number from low to high, both included. */
    long between(long low, long high) {
        return random.nextLong(low, high + 1);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** The index of a weight, as likely as it is heavy. */
    int weighted(double... weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double at = random.nextDouble() * sum;
        for (int i = 0; i < weights.length - 1; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    /** Log-normal; by StrictMath, so that every platform draws the same bits. */
    long logNormal(double median, double sigma) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        return Math.max(1, Math.round(median * StrictMath.exp(sigma * normal)));
    }

    /** Poisson, by the product of uniforms; meant for small means. */
    int poisson(double mean) {
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
