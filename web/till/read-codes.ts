import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatOneDReader,
  QRCodeReader,
  RGBLuminanceSource,
} from "@zxing/library";

const hints = new Map<DecodeHintType, unknown>([
  [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.CODE_128]],
  [DecodeHintType.TRY_HARDER, true],
]);
const bars = new MultiFormatOneDReader(hints);
const squares = new QRCodeReader();

/** One byte of brightness a pixel. */
function grey({ data, width, height }: ImageData): Uint8ClampedArray {
  const light = new Uint8ClampedArray(width * height);
  for (let i = 0; i < light.length; i += 1)
    light[i] = ((data[i * 4] ?? 0) * 306 + (data[i * 4 + 1] ?? 0) * 601 + (data[i * 4 + 2] ?? 0) * 117) >> 10;
  return light;
}

/** The bars (Code 128) or the square (QR) in a picture; null: there is none, or it is not sharp enough. */
export function readCodes(picture: ImageData): string | null {
  const source = new RGBLuminanceSource(grey(picture), picture.width, picture.height);
  for (const reader of [bars, squares]) {
    try {
      return reader.decode(new BinaryBitmap(new HybridBinarizer(source)), hints).getText();
    } catch {
      // Not this kind of code.
    }
  }
  return null;
}
