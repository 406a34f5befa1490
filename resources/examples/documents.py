"""Documents by topic: K-means on TF-IDF, where each word is a dimension.

TF-IDF counts the words of a document; a word weighs more the fewer documents it occurs in. Each
document has few of all the words, so the table is a sparse matrix, and K-means takes it as it is.
The texts of ``documents.csv`` were written for this example; K-means never sees their topics.
Prints the most typical words of each cluster and saves ``documents.png`` in the current folder.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from scipy.sparse import csr_array

from quantizer import KMeans

NEW_TEXT = "Add garlic and salt to the sauce."


def words_of(text: str) -> list[str]:
    """Return the words of four letters or more, in small letters; most shorter ones say little."""
    return re.findall(r"[a-z]{4,}", text.lower())


def tf_idf(texts: list[str], columns: dict[str, int], idf: np.ndarray) -> csr_array:
    """Return a row of length 1 for each text: how often it has each word, times the word's weight.

    Parameters
    ----------
    texts
        The n texts.
    columns
        The column of each of the m words that count.
    idf
        float64 (m,): the weight of each word (inverse document frequency).
    """
    indices, ends = [], [0]
    for text in texts:
        indices += [columns[word] for word in words_of(text) if word in columns]
        ends.append(len(indices))
    counts = csr_array((np.ones(len(indices)), indices, ends), shape=(len(texts), len(columns)))
    counts.sum_duplicates()
    rows = counts.multiply(idf)
    lengths = np.sqrt(rows.power(2).sum(axis=1))
    return rows.multiply(1 / np.where(lengths > 0, lengths, 1)[:, np.newaxis]).tocsr()


with Path(__file__).with_name("documents.csv").open(encoding="utf-8", newline="") as file:
    documents = list(csv.DictReader(file))
texts = [document["text"] for document in documents]
topics = np.array([document["topic"] for document in documents])

# A word of a single document relates it to no other; a word of very many tells no topic.
occurrences = Counter(word for text in texts for word in set(words_of(text)))
words = sorted(word for word, count in occurrences.items() if 2 <= count <= len(texts) / 5)
columns = {word: column for column, word in enumerate(words)}
idf = np.log([len(texts) / occurrences[word] for word in words])
matrix = tf_idf(texts, columns, idf)
print(f"{matrix.shape[0]} documents, {matrix.shape[1]} words, {matrix.nnz} cells that are not 0")

model = KMeans(n_clusters=4, n_init=50, random_state=0).fit(matrix)

typical = np.argsort(-model.cluster_centers_, axis=1)[:, :5]
figure = Figure(figsize=(10, 2.8), dpi=80, layout="constrained")
for cluster, axes in enumerate(figure.subplots(1, 4, sharex=True)):
    members = topics[model.labels_ == cluster]
    found = ", ".join(f"{count} on {topic}" for topic, count in Counter(members).most_common())
    top_words = [words[column] for column in typical[cluster]]
    print(f"Cluster {cluster}: {', '.join(top_words)} ({found})")
    axes.barh(top_words, model.cluster_centers_[cluster, typical[cluster]])
    axes.invert_yaxis()
    axes.set(title=f"{cluster}: {found}", xlabel="mean TF-IDF")
(new_label,) = model.predict(tf_idf([NEW_TEXT], columns, idf))
print(f'The new text "{NEW_TEXT}" belongs to cluster {new_label}.')
figure.savefig("documents.png")
print("Picture: documents.png")
