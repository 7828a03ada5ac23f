import decodeQr from "qr/decode.js";

const sideMax = 1600;

/** The text of the QR code in a picture, or null when it holds none. Nothing leaves the browser. */
export async function readQr(picture: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(picture).catch(() => null);
  if (!bitmap) return null;
  // A tight screenshot has no quiet zone: white is put around it. Small ones are enlarged, large ones reduced.
  const longer = Math.max(bitmap.width, bitmap.height);
  for (const side of [longer, 900, 500]) {
    const found = decodeAt(bitmap, Math.min(side, sideMax) / longer);
    if (found !== null) return found;
  }
  return null;
}

function decodeAt(bitmap: ImageBitmap, scale: number): string | null {
  const margin = 40;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(bitmap.width * scale)) + 2 * margin;
  canvas.height = Math.max(1, Math.floor(bitmap.height * scale)) + 2 * margin;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return null;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, margin, margin, canvas.width - 2 * margin, canvas.height - 2 * margin);
  try {
    return decodeQr(pen.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null;
  }
}
