/** SQL models: header, references, hash, and the graph that they form. */
@NullMarked
package org.wardflow.flow.model;

import org.jspecify.annotations.NullMarked;
